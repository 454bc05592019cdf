import { once } from 'node:events';
import { connect, isIPv6, type Socket } from 'node:net';
import type { Destination } from './egress-rule.ts';

/** The HTTP proxy through which the host itself reaches the internet. */
export type UpstreamProxy = {
  /** `http://[user:password@]host:port`. The credentials stay outside the sandbox. */
  url: string;
  /** Hosts dialled directly, as in NO_PROXY: an exact name, or every name that ends in `.suffix`. */
  noProxy?: string[];
};

const DIAL_TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 16_384;

/** Connects to the first of the addresses that answers. Rejects when none does. */
export async function dialDirect(addresses: string[], port: number): Promise<Socket> {
  for (const host of addresses) {
    const socket = await open(host, port).catch(() => undefined);
    if (socket) return socket;
  }
  throw new Error(`no answer from ${addresses.join(', ')}, port ${port}`);
}

/** Opens a tunnel through the upstream proxy (RFC 9110, section 9.3.6). Rejects when it refuses. */
export async function dialThrough(upstream: UpstreamProxy, { host, port }: Destination): Promise<Socket> {
  const proxy = new URL(upstream.url);
  const socket = await open(proxy.hostname, Number(proxy.port || 80));
  const target = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${authorization(proxy)}\r\n`);
  const status = await readAnswer(socket);
  if (/^HTTP\/1\.[01] 2\d\d/.test(status)) return socket;
  socket.destroy();
  throw new Error(`the upstream proxy answered: ${status}`);
}

/** Whether a host is reached through the upstream proxy. */
export function goesThrough({ noProxy = [] }: UpstreamProxy, host: string): boolean {
  return !noProxy.some((entry) => (entry.startsWith('.') ? host.endsWith(entry) : host === entry));
}

function authorization({ username, password }: URL): string {
  if (!username) return '';
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Proxy-Authorization: Basic ${Buffer.from(pair).toString('base64')}\r\n`;
}

async function open(host: string, port: number): Promise<Socket> {
  const socket = connect({ host, port });
  // A connection that breaks later shows as 'close'; without a listener 'error' would end the process.
  socket.on('error', () => socket.destroy());
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(DIAL_TIMEOUT_MS) });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Reads the status line of the answer, and puts back what came after its head. */
async function readAnswer(socket: Socket): Promise<string> {
  let head = Buffer.alloc(0);
  socket.setTimeout(DIAL_TIMEOUT_MS, () => socket.destroy());
  while (head.length < MAX_ANSWER_BYTES) {
    const chunk = await nextChunk(socket);
    if (!chunk) return 'nothing';
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) continue;
    socket.setTimeout(0);
    if (head.length > end + 4) socket.unshift(head.subarray(end + 4));
    return head.subarray(0, head.indexOf('\r\n')).toString('latin1');
  }
  return 'an answer without end';
}

/** The next data, with the socket paused after it; undefined when the socket closes instead. */
function nextChunk(socket: Socket): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const onClose = () => resolve(undefined);
    socket.once('close', onClose);
    socket.once('data', (chunk) => {
      socket.pause();
      socket.off('close', onClose);
      resolve(Buffer.from(chunk));
    });
    socket.resume();
  });
}
