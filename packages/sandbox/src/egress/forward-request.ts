import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type EgressPolicy, reachDestination } from './reach-destination.ts';
import { readAbsoluteUrl } from './read-destination.ts';

/** Serves one plain HTTP request in absolute form. */
export async function forwardRequest(policy: EgressPolicy, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = readAbsoluteUrl(incoming.url ?? '');
  if (!url) return void answer(response, 400, 'this is a proxy: send an absolute http URL, or CONNECT');
  const { path, authority, ...destination } = url;
  const reached = await reachDestination(policy, incoming.method ?? 'GET', destination);
  if (!reached.ok) return void answer(response, reached.status, reached.reason);
  passOn(incoming, response, reached.socket, path, authority);
}

function passOn(incoming: IncomingMessage, response: ServerResponse, socket: Socket, path: string, authority: string): void {
  const { 'proxy-connection': _connection, 'proxy-authorization': _authorization, ...headers } = incoming.headers;
  const onward = request({
    method: incoming.method,
    path,
    // The URL decides, whatever Host the program sent (RFC 9112, section 3.2.2).
    headers: { ...headers, host: authority, connection: 'close' },
    createConnection: () => socket,
  });
  onward.on('response', (served) => {
    const { connection: _hop, 'keep-alive': _keep, ...kept } = served.headers;
    response.writeHead(served.statusCode ?? 502, kept);
    served.pipe(response);
  });
  onward.on('error', (error) => answer(response, 502, error.message));
  response.on('close', () => socket.destroy());
  incoming.pipe(onward);
}

function answer(response: ServerResponse, status: number, text: string): void {
  if (!response.headersSent) response.writeHead(status, { 'content-type': 'text/plain' });
  response.end(`${text}\n`);
}
