import type { Duplex } from 'node:stream';
import { type EgressPolicy, reachDestination } from './reach-destination.ts';
import { readAuthority } from './read-destination.ts';

/** Serves one CONNECT request. */
export async function openTunnel(policy: EgressPolicy, authority: string, client: Duplex, head: Buffer): Promise<void> {
  const destination = readAuthority(authority);
  if (!destination) return void answer(client, '400 Bad Request', `not a host and port: ${authority}`);
  const reached = await reachDestination(policy, 'CONNECT', destination);
  if (!reached.ok) return void answer(client, reached.status === 403 ? '403 Forbidden' : '502 Bad Gateway', reached.reason);
  const { socket } = reached;
  if (client.destroyed) return void socket.destroy();
  client.on('close', () => socket.destroy());
  socket.on('close', () => client.destroy());
  client.write('HTTP/1.1 200 Connection established\r\n\r\n');
  if (head.length > 0) socket.write(head);
  client.pipe(socket).pipe(client);
}

function answer(client: Duplex, status: string, text: string): void {
  client.end(`HTTP/1.1 ${status}\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n${text}\n`);
}
