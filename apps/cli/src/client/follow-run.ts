import { LiveMessage, type LiveRequest, type RunEvent, type RunSummary } from '@lime/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError, exitCodes } from '../cli-error.ts';
import type { Client } from './client.ts';
import { unreachable } from './request.ts';

export type Followed = { kind: 'event'; event: RunEvent } | { kind: 'run'; run: RunSummary };

/** A server that stays away longer than this is given up on; the run itself goes on. */
const giveUpAfterMs = 120_000;
/** A silent connection may be dead without knowing it: it is made anew, which costs and loses nothing. */
const silentMs = 30_000;
/** The server closes with this when the token is not accepted. */
const unauthenticated = 4401;

/**
 * A run's events past `after`, then what follows, live, and the run's newest state whenever it
 * changes. Survives lost connections: each new one asks for what comes after the last event seen,
 * so nothing is lost or repeated. Never ends by itself: the caller decides what is the end.
 */
export async function* followRun(client: Client, runId: string, options: { after: number; onLost?: (reason: string) => void }): AsyncGenerator<Followed> {
  let lastSeq = options.after;
  let lostAt: number | null = null;
  for (let attempt = 0; ; attempt++) {
    for await (const message of openTopic(client, `run:${runId}`, lastSeq)) {
      if (message.op === 'error') throw new CliError({ message: `${message.problem.title}: ${message.problem.detail}`, code: message.problem.code });
      if (message.op === 'subscribed') {
        lostAt = null;
        attempt = 0;
        const run = await currentState(client, runId);
        if (!run) break;
        yield { kind: 'run', run };
      }
      if (message.op === 'run') yield { kind: 'run', run: message.run };
      if (message.op !== 'events') continue;
      for (const event of message.events) {
        if (event.seq <= lastSeq) continue;
        lastSeq = event.seq;
        yield { kind: 'event', event };
      }
    }
    lostAt ??= Date.now();
    if (Date.now() - lostAt > giveUpAfterMs) throw unreachable(client.connection, `away for ${giveUpAfterMs / 1000} s`);
    if (attempt === 1) options.onLost?.('connection lost, trying again');
    await sleep(Math.min(2_000, 50 * 2 ** Math.min(attempt, 6)));
  }
}

/** Null when the server went away again. */
async function currentState(client: Client, runId: string): Promise<RunSummary | null> {
  try {
    return (await client.run(runId)).run;
  } catch (error) {
    if (error instanceof CliError && error.exitCode === exitCodes.unreachable) return null;
    throw error;
  }
}

/** The messages of one WebSocket connection, until it closes for whatever reason. */
async function* openTopic(client: Client, topic: string, after: number): AsyncGenerator<LiveMessage> {
  const { server, token } = client.connection;
  const socket = new WebSocket(`${server.replace(/^http/, 'ws')}/ws`, { headers: { authorization: `Bearer ${token}` } });
  let refused = false;
  const messages = new ReadableStream<string>({
    start(controller) {
      let silence = setTimeout(() => socket.close(), silentMs);
      const end = () => {
        clearTimeout(silence);
        try {
          controller.close();
        } catch {
          // Closed already: both an error and a close may come.
        }
      };
      socket.onopen = () => socket.send(JSON.stringify({ op: 'subscribe', topic, after } satisfies LiveRequest));
      socket.onmessage = (message) => {
        clearTimeout(silence);
        silence = setTimeout(() => socket.close(), silentMs);
        controller.enqueue(String(message.data));
      };
      socket.onerror = end;
      socket.onclose = ({ code }) => {
        refused = code === unauthenticated;
        end();
      };
    },
  });
  try {
    for await (const text of messages) yield LiveMessage.parse(JSON.parse(text));
  } finally {
    socket.close();
  }
  if (refused) throw new CliError({ message: 'the server does not accept this token', code: 'unauthenticated' });
}
