import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { forwardRequest } from './forward-request.ts';
import { openTunnel } from './open-tunnel.ts';
import type { EgressPolicy } from './reach-destination.ts';

/** The longest path that the address of a unix socket holds (unix(7)), without its closing NUL. */
const MAX_SOCKET_PATH = 107;
/** Connections of one sandbox at once, each with its own way out: package managers open about fifty. */
const MAX_CONNECTIONS = 256;

export type EgressProxyOptions = EgressPolicy & {
  /** Where to listen; at most 107 bytes. Reachable for the own user only, and mounted into a sandbox by `withEgress`. */
  socketPath: string;
};

/**
 * Starts the proxy through which sandboxed programs reach the allowed hosts and nothing else:
 * CONNECT for TLS, absolute-form requests for plain HTTP. Refused requests get 403 and the reason.
 *
 * What passes through a CONNECT tunnel is encrypted between the program and the registry. A
 * registry that wants the host's credentials (an `_authToken`) therefore cannot be used this way:
 * we neither break the tunnel open nor hand the credentials to the sandbox.
 */
export async function startEgressProxy(options: EgressProxyOptions): Promise<{ close: () => Promise<void> }> {
  const { socketPath } = options;
  if (Buffer.byteLength(socketPath) > MAX_SOCKET_PATH) throw new Error(`socket path longer than ${MAX_SOCKET_PATH} bytes: ${socketPath}`);
  const open = new Set<Duplex>();
  const track = (socket: Duplex) => {
    if (open.size >= MAX_CONNECTIONS) return void socket.destroy();
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
  };
  const server = createServer((incoming, response) => void forwardRequest(options, incoming, response));
  server.on('connection', track);
  server.on('connect', (incoming, client, head) => void openTunnel(options, incoming.url ?? '', client, head));
  server.on('clientError', (_error, socket) => socket.destroy());
  await rm(socketPath, { force: true });
  server.listen(socketPath);
  await once(server, 'listening');
  await chmod(socketPath, 0o600);
  return {
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      open.forEach((socket) => socket.destroy());
      await closed;
      await rm(socketPath, { force: true });
    },
  };
}
