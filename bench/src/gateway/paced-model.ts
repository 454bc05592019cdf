import { sharedClock } from '../clock.ts';
import { EVENTS_A_SECOND } from './pace.ts';

const event = (data: { type: string; [member: string]: unknown }) => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
const opening = [
  { type: 'message_start', message: { id: 'msg_1', type: 'message', role: 'assistant', content: [], usage: { input_tokens: 10, output_tokens: 1 } } },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
].map(event).join('');
const closing = [{ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 10 } }, { type: 'message_stop' }].map(event).join('');

/** A model that speaks as fast as models do, for so many seconds as it is asked for (`Say 2.`); each event says when it was written. Returns its URL. */
export function startPacedModel(): string {
  const server = Bun.serve({
    port: 0, hostname: '127.0.0.1', idleTimeout: 0,
    fetch: async (request) => {
      const seconds = Number(/Say ([\d.]+)\./.exec(await request.text())?.[1]);
      return new Response(streamOf(speak(seconds * EVENTS_A_SECOND)), { headers: { 'content-type': 'text/event-stream' } });
    },
  });
  return `http://127.0.0.1:${server.port}`;
}

function streamOf(pieces: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}

/** Keeps to its timetable: what a late timer has missed is said at once. */
async function* speak(events: number): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const since = performance.now();
  yield encoder.encode(opening);
  for (let said = 0; said < events; said += 1) {
    const early = since + (said * 1000) / EVENTS_A_SECOND - performance.now();
    if (early > 0) await Bun.sleep(early);
    yield encoder.encode(event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: `${sharedClock()} ` } }));
  }
  yield encoder.encode(closing);
}
