import type { GatewayContext } from '../context.ts';
import { maxKeptBytes, silenceTimeoutMs } from '../tunables.ts';
import type { Called } from '../upstreams/call-upstreams.ts';
import type { OpenCall } from './call.ts';
import { endCall, type Ending } from './end-call.ts';

type Streamed = Extract<Called, { kind: 'stream' }>;

/**
 * Passes a stream on as it comes, reading its usage on the way. The call is charged when the last byte
 * has gone out, when the upstream breaks off (which the agent is told as its protocol tells errors), or
 * when the agent goes away (which ends the upstream's work, too).
 */
export function streamOn(ctx: GatewayContext, call: OpenCall, called: Streamed): Response {
  const { reader, begun, read } = called.stream;
  const kept = keeper(call);
  let { ended } = called.stream;
  let over = false;
  const finish = (ending: Pick<Ending, 'status' | 'failure'>) => {
    if (over) return;
    over = true;
    clearTimeout(silence);
    endCall(ctx, call, { ...ending, called, answer: kept.chunks });
  };
  const silence = setTimeout(() => void reader.cancel().catch(() => undefined), silenceTimeoutMs);
  begun.forEach(kept.add);

  const body = new ReadableStream<Uint8Array>({
    start: (controller) => begun.forEach((chunk) => controller.enqueue(chunk)),
    pull: async (controller) => {
      const value = await readWaiting(reader);
      if (value !== null) {
        silence.refresh();
        controller.enqueue(value);
        kept.add(value);
        for (const event of read(value)) ended = called.meter.event(event) === 'end' || ended;
        return;
      }
      if (!ended) controller.enqueue(new TextEncoder().encode(call.ready.protocol.errorEvent({ status: 502, type: 'api_error', message: `The upstream "${called.upstream.name}" broke off in the middle of its answer.` })));
      controller.close();
      finish(ended ? { status: 'answered' } : { status: 'cut', failure: `"${called.upstream.name}" broke off` });
    },
    cancel: () => {
      call.gone.abort();
      finish(ended ? { status: 'answered' } : { status: 'cut', failure: 'the agent went away' });
    },
  }, { highWaterMark: 0 });
  return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' } });
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

/** Keeps what passes by, up to a limit, only for tenants that want it kept. */
function keeper(call: OpenCall): { chunks: Uint8Array[]; add(chunk: Uint8Array): void } {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    chunks,
    add: (chunk) => {
      size += chunk.byteLength;
      if (call.inHand.retention === 'full' && size <= maxKeptBytes) chunks.push(chunk);
    },
  };
}
