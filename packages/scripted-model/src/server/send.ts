import { once } from 'node:events';
import { type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type Delivery, type Stop } from '../faults/plan-delivery.ts';
import { type StreamEvent } from './stream-event.ts';

/** One answer's way out; `gone` aborts when nobody reads it any more. */
type Outlet = { response: ServerResponse; gone: AbortSignal };

/** Answers with one JSON document. */
export function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const text = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': text.length, ...headers });
  response.end(text);
}

/** Answers with one JSON document, with the waits and the breaking off that a fault brings. */
export async function deliverJson(outlet: Outlet, body: unknown, { first, stop }: Delivery): Promise<void> {
  if (first > 0) await wait(first, null, { signal: outlet.gone });
  if (stop?.after === null) return breakOff(outlet, stop);
  if (!stop) return sendJson(outlet.response, 200, body);
  const text = JSON.stringify(body);
  const half = Buffer.from(text.slice(0, Math.floor(text.length / 2)));
  const length = stop.how === 'malformed' ? half.length : Buffer.byteLength(text);
  outlet.response.writeHead(200, { 'content-type': 'application/json', 'content-length': length });
  await write(outlet, half);
  return breakOff(outlet, stop);
}

/** Answers with server-sent events: no faster than they are read, nor than the pace. */
export async function deliverEvents(outlet: Outlet, events: StreamEvent[], { first, every, stop }: Delivery): Promise<void> {
  if (first > 0) await wait(first, null, { signal: outlet.gone });
  if (stop?.after === null) return breakOff(outlet, stop);
  const pieces = events.filter((event) => event.isDelta).length;
  const last = stop ? Math.min(stop.after ?? 0, pieces) : Infinity;
  outlet.response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  let sent = 0;
  for (const event of events) {
    if (stop && sent >= last && (last > 0 || event.isDelta || pieces === 0)) return breakOff(outlet, stop, format(event));
    if (event.isDelta && every > 0) await wait(every, null, { signal: outlet.gone });
    await write(outlet, format(event));
    sent += event.isDelta ? 1 : 0;
  }
  outlet.response.end();
}

function format({ event, data }: StreamEvent): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

async function write({ response, gone }: Outlet, piece: string | Buffer): Promise<void> {
  if (!response.write(piece)) await once(response, 'drain', { signal: gone });
}

/** `next` is what would have come. */
async function breakOff({ response, gone }: Outlet, { how, after }: Stop, next = ''): Promise<void> {
  if (how === 'cut' && after === null) return void response.destroy();
  if (how === 'cut') {
    // Clients drop what comes together with the end of the connection (Bun's fetch does).
    await wait(10, null, { signal: gone });
    return void response.socket?.end();
  }
  if (how === 'malformed') return void response.end(next === '' ? '' : `${next.slice(0, Math.floor(next.length / 2))}\n\n`);
  if (!gone.aborted) await once(gone, 'abort');
}
