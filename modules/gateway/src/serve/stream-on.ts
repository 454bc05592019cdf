import type { GatewayContext } from '../context.ts';
import { passesMaximum } from '../metering/passes-maximum.ts';
import { silenceTimeoutMs } from '../tunables.ts';
import type { Called } from '../upstreams/call-upstreams.ts';
import type { OpenCall } from './call.ts';
import { endCall, type Ending } from './end-call.ts';
import { createKeeper } from './keep-answer.ts';
import { tellOverrun } from './tell-overrun.ts';
import { wholeEvents } from './whole-events.ts';

type Streamed = Extract<Called, { kind: 'stream' }>;

/**
 * Passes a stream on as it comes, reading its usage on the way. The call is charged when the last byte
 * has gone out, when the upstream breaks off or says more than it was allowed (both of which the agent is
 * told as its protocol tells errors), or when the agent goes away (which ends the upstream's work, too).
 */
export function streamOn(ctx: GatewayContext, call: OpenCall, called: Streamed): Response {
  const { meter, upstream, stream } = called;
  const { reader, begun, read } = stream;
  const kept = createKeeper(call);
  let { ended } = stream;
  const giveUp = () => void reader.cancel().catch(() => undefined);
  const silence = setTimeout(giveUp, silenceTimeoutMs);
  const finish = once((ending: Pick<Ending, 'status' | 'failure'>) => {
    clearTimeout(silence);
    endCall(ctx, call, { ...ending, called, answer: kept.chunks });
  });
  const finishAsRead = (failure: string) => finish(ended ? { status: 'answered' } : { status: 'cut', failure });
  const pass = (controller: ReadableStreamDefaultController<Uint8Array>, chunk: Uint8Array) => {
    if (finish.isDone()) return;
    const overran = passesMaximum(meter, call.allowed);
    const passed = overran ? wholeEvents(chunk) : chunk;
    kept.add(passed);
    controller.enqueue(passed);
    if (!overran) return;
    const { refusal, failure } = tellOverrun(ctx, call, upstream);
    controller.enqueue(errorEvent(call, refusal));
    controller.close();
    giveUp();
    finish({ status: 'cut', failure });
  };
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => begun.forEach((chunk) => pass(controller, chunk)),
    pull: async (controller) => {
      const value = await readWaiting(reader);
      if (value !== null) {
        silence.refresh();
        for (const event of read(value)) ended = meter.event(event) === 'end' || ended;
        return pass(controller, value);
      }
      if (!ended) controller.enqueue(errorEvent(call, { status: 502, type: 'api_error', message: `The upstream "${upstream.name}" broke off in the middle of its answer.` }));
      controller.close();
      finishAsRead(`"${upstream.name}" broke off`);
    },
    cancel: () => {
      call.gone.abort();
      finishAsRead('the agent went away');
    },
  }, { highWaterMark: 0 });
  return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' } });
}

/** What fails in the middle of a stream, as the agent's protocol tells it. */
function errorEvent({ ready: { protocol } }: OpenCall, refusal: Parameters<typeof protocol.errorEvent>[0]): Uint8Array {
  return new TextEncoder().encode(protocol.errorEvent(refusal));
}

/** The first call counts. */
function once<T>(act: (given: T) => void): ((given: T) => void) & { isDone: () => boolean } {
  let done = false;
  const call = (given: T) => {
    if (done) return;
    done = true;
    act(given);
  };
  return Object.assign(call, { isDone: () => done });
}

/** All that has come, in one piece: upstreams write each word by itself, and each piece costs a turn. Null when no more comes. */
async function readWaiting(reader: Streamed['stream']['reader']): Promise<Uint8Array | null> {
  try {
    for (;;) {
      if (!reader.readMany) return (await reader.read()).value ?? null;
      const { done, value } = await reader.readMany();
      if (value.length > 0) return value.length === 1 ? (value[0] ?? null) : Buffer.concat(value);
      if (done) return null;
    }
  } catch {
    return null;
  }
}
