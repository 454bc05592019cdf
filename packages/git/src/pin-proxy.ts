import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Where one command of git may go. */
export type Pin = { readonly port: number; readonly addresses: readonly string[] };

export type PinProxy = { readonly url: string; close(): void };

const connectHead = 'CONNECT ';
/** No request of git's has a longer head. Bytes. */
const longestHead = 16_384;

/**
 * A proxy on this machine for a git that cannot be given addresses: whatever is asked of it, it connects to those that
 * were looked at, and leads nowhere else. For one command; to be closed after it.
 */
export async function openPinProxy(pin: Pin): Promise<PinProxy> {
  const open = new Set<Socket>();
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy());
  };
  const server = createServer((client) => {
    keep(client);
    void lead(client, pin, keep).catch(() => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the proxy for git has no port');
  return {
    url: `http://127.0.0.1:${bound.port}`,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

async function lead(client: Socket, pin: Pin, keep: (socket: Socket) => void): Promise<void> {
  const head = await readHead(client);
  const socket = await connectToFirst(pin);
  keep(socket);
  // Another request is passed on as it is: every server takes the whole address in it, too.
  if (head.toString('latin1').startsWith(connectHead)) client.write('HTTP/1.1 200 OK\r\n\r\n');
  else socket.write(head);
  client.pipe(socket);
  socket.pipe(client);
}

/** What comes first: of a CONNECT its whole head, after which git waits. */
async function readHead(client: Socket): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < longestHead) {
    head = Buffer.concat([head, await nextChunk(client)]);
    client.pause();
    if (!head.toString('latin1').startsWith(connectHead) || head.includes('\r\n\r\n')) return head;
    client.resume();
  }
  throw new Error('the head of a request does not end');
}

function nextChunk(client: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    client.once('data', (chunk: Buffer) => resolve(chunk));
    client.once('close', () => reject(new Error('git has hung up')));
  });
}

async function connectToFirst({ addresses, port }: Pin): Promise<Socket> {
  let why: unknown = new Error('there is no address');
  for (const host of addresses) {
    const socket = connect({ host, port });
    try {
      await once(socket, 'connect');
      return socket;
    } catch (error) {
      why = error;
      socket.destroy();
    }
  }
  throw why;
}
