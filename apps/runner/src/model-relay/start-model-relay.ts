import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awaitServer } from './await-server.ts';
import { forwardedHeaders } from './forwarded-headers.ts';

/** The largest request that is passed on: what the protocols themselves allow. */
const maxRequestBytes = 32 * 1024 * 1024;

/**
 * A request that did not reach the server is answered when the server is back, or after this long: the
 * few tries that an agent's program makes would all be gone while a server starts again.
 */
const patience = 20_000;

/**
 * Models think for minutes; who waits has a clock of its own. Bun ends a silent request after 10 s also
 * on a socket, where its types know of no such option, and `timeout` of a request changes nothing.
 */
const neverIdle: object = { idleTimeout: 0 };

export type ModelRelay = {
  /** Unix socket to be mounted into the sandbox. */
  readonly socketPath: string;
  /** Where the first request has come in: milliseconds of `performance.now()`; null before. */
  readonly firstRequestAt: () => number | null;
  /** Ends every request under way, and takes the socket away. */
  readonly stop: () => Promise<void>;
};

type Options = {
  /** Origin of the server. */
  server: string;
  /** Opens the gateway for this step; nothing in the sandbox ever sees it. */
  token: string;
  /** The gateway says that no request will be answered any more, by its header `lime-stop`: the agent has to stop. */
  onStop: (why: string) => void;
  /** Milliseconds for which a server that is away is waited for. */
  patienceMs?: number;
};

/**
 * The agent's only way to a model: a plain HTTP/1.1 forwarder on a socket, to the gateway of the
 * server and to nothing else there. What the sandbox sends as credentials is dropped. Bodies are
 * streamed with back-pressure both ways, so memory stays flat whatever their size.
 */
export async function startModelRelay({ server, token, onStop, patienceMs = patience }: Options): Promise<ModelRelay> {
  // Not below the workspace: a socket's path may have 107 bytes.
  const folder = await mkdtemp(join(tmpdir(), 'lime-model-'));
  const socketPath = join(folder, 'model.sock');
  const stopped = new AbortController();
  let firstRequestAt: number | null = null;
  const http = Bun.serve({
    unix: socketPath,
    maxRequestBodySize: maxRequestBytes,
    ...neverIdle,
    fetch: async (request) => {
      firstRequestAt ??= performance.now();
      const target = targetOf(request, server);
      if (target === null) return new Response('Only POST requests to a model pass here.\n', { status: 404 });
      const answer = await forward(request, target, token).catch(async (error: unknown) => {
        await awaitServer(server, AbortSignal.any([stopped.signal, request.signal, AbortSignal.timeout(patienceMs)]));
        throw error;
      });
      const stop = answer.headers.get('lime-stop');
      if (stop !== null) onStop(stop);
      return answer;
    },
    error: (error) => new Response(`The model cannot be reached: ${error.message}\n`, { status: 502 }),
  });
  return {
    socketPath,
    firstRequestAt: () => firstRequestAt,
    stop: async () => {
      stopped.abort();
      await http.stop(true);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Where a request goes; null when it may not pass. The path is looked at as the server will see it, with its dots resolved. */
function targetOf(request: Request, server: string): string | null {
  const { pathname, search } = new URL(request.url);
  const passes = request.method === 'POST' && /^\/model\/(anthropic|openai)\/[\w/-]+$/.test(pathname);
  return passes ? `${server}${pathname}${search}` : null;
}

async function forward(request: Request, target: string, token: string): Promise<Response> {
  const answer = await fetch(target, {
    method: 'POST',
    headers: { ...forwardedHeaders(request.headers, 'request'), authorization: `Bearer ${token}` },
    body: request.body,
    redirect: 'manual',
    signal: request.signal,
    timeout: false,
  });
  return new Response(answer.body, { status: answer.status, headers: forwardedHeaders(answer.headers, 'answer') });
}
