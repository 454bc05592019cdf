import { once } from 'node:events';
import { type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type StreamEvent } from './stream-event.ts';

/** Answers with one JSON document. */
export function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** Answers with server-sent events, as fast as they are read and no faster than the pace; ends early when the reader goes. */
export async function sendEvents(response: ServerResponse, events: Iterable<StreamEvent>, every: number, gone: AbortSignal): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  for (const { event, data, isDelta } of events) {
    if (isDelta && every > 0) await wait(every, null, { signal: gone });
    if (!response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)) await once(response, 'drain', { signal: gone });
  }
  response.end();
}
