import type { RunEvent, RunSummary } from '@lime/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError, exitCodes } from '../cli-error.ts';
import type { Client } from './client.ts';
import { openTopic } from './open-topic.ts';
import { unreachable } from './request.ts';

export type Followed = { kind: 'event'; event: RunEvent } | { kind: 'run'; run: RunSummary };

/** A server that stays away longer than this is given up on; the run itself goes on. */
const giveUpAfterMs = 120_000;
/** A server that has just started may not have written its new token yet. */
const renewWithinMs = 5_000;

type Follow = {
  after: number;
  /** The client by what is known now: a server that starts again leaves a new token in its data folder. */
  renew: () => Client;
  onLost?: (reason: string) => void;
};

/**
 * A run's events past `after`, then what follows, live, and the run's newest state whenever it
 * changes. Survives lost connections and restarts of the server: each new connection asks for what
 * comes after the last event seen, so nothing is lost or repeated. Never ends by itself: the
 * caller decides what is the end.
 */
export async function* followRun(first: Client, runId: string, { after, renew, onLost }: Follow): AsyncGenerator<Followed> {
  let client = first;
  let lastSeq = after;
  let lostAt: number | null = null;
  let everSubscribed = false;
  for (let attempt = 0; ; attempt++) {
    let refused = false;
    for await (const message of openTopic(client.connection, `run:${runId}`, lastSeq)) {
      if (message.op === 'error') throw new CliError({ message: `${message.problem.title}: ${message.problem.detail}`, code: message.problem.code });
      if (message.op === 'refused') refused = true;
      if (message.op === 'run') yield { kind: 'run', run: message.run };
      if (message.op === 'subscribed') {
        [everSubscribed, lostAt, attempt] = [true, null, 0];
        const run = await currentState(client, runId);
        if (!run) break;
        yield { kind: 'run', run };
      }
      if (message.op !== 'events') continue;
      for (const event of message.events) {
        if (event.seq <= lastSeq) continue;
        lastSeq = event.seq;
        yield { kind: 'event', event };
      }
    }
    lostAt ??= Date.now();
    const awayMs = Date.now() - lostAt;
    if (refused && (!everSubscribed || awayMs > renewWithinMs)) throw new CliError({ message: 'the server does not accept this token', code: 'unauthenticated' });
    if (awayMs > giveUpAfterMs) throw unreachable(client.connection, `away for ${giveUpAfterMs / 1000} s`);
    if (attempt === 1) onLost?.('connection lost, trying again');
    await sleep(Math.min(2_000, 50 * 2 ** Math.min(attempt, 6)));
    client = renew();
  }
}

/** Null when the server has gone away again, or has started anew. */
async function currentState(client: Client, runId: string): Promise<RunSummary | null> {
  try {
    return (await client.run(runId)).run;
  } catch (error) {
    if (error instanceof CliError && (error.exitCode === exitCodes.unreachable || error.code === 'unauthenticated')) return null;
    throw error;
  }
}
