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
  let lostAt: number | null = null;
  const place: Place = { lastSeq: after, subscribed: false };
  for (let failures = 0; ; failures++) {
    const known = place.subscribed;
    place.subscribed = false;
    const end = yield* followConnection(client, runId, place);
    if (place.subscribed) [failures, lostAt] = [0, null];
    place.subscribed ||= known;
    lostAt ??= Date.now();
    const awayMs = Date.now() - lostAt;
    if (end === 'refused' && (!place.subscribed || awayMs > renewWithinMs)) throw new CliError({ message: 'the server does not accept this token', code: 'unauthenticated' });
    if (awayMs > giveUpAfterMs) throw unreachable(client.connection, `away for ${giveUpAfterMs / 1000} s`);
    if (failures === 1) onLost?.('connection lost, trying again');
    await sleep(Math.min(2_000, 50 * 2 ** Math.min(failures, 6)));
    client = renew();
  }
}

/** Where following stands: the last event seen, and whether a server has ever let us in. */
type Place = { lastSeq: number; subscribed: boolean };

/** Follows over one connection, until that ends or is refused. */
async function* followConnection(client: Client, runId: string, place: Place): AsyncGenerator<Followed, 'closed' | 'refused'> {
  for await (const message of openTopic(client.connection, `run:${runId}`, place.lastSeq)) {
    if (message.op === 'refused') return 'refused';
    if (message.op === 'error') throw new CliError({ message: `${message.problem.title}: ${message.problem.detail}`, code: message.problem.code });
    if (message.op === 'run') yield { kind: 'run', run: message.run };
    if (message.op === 'events') yield* unseen(message.events, place);
    if (message.op !== 'subscribed') continue;
    place.subscribed = true;
    const run = await currentState(client, runId);
    if (!run) return 'closed';
    yield { kind: 'run', run };
  }
  return 'closed';
}

function* unseen(events: RunEvent[], place: Place): Generator<Followed> {
  for (const event of events) {
    if (event.seq <= place.lastSeq) continue;
    place.lastSeq = event.seq;
    yield { kind: 'event', event };
  }
}

/** Null when the server has gone away again, or has started anew. */
async function currentState(client: Client, runId: string): Promise<RunSummary | null> {
  try {
    return (await client.readRun({ id: runId })).run;
  } catch (error) {
    if (error instanceof CliError && (error.exitCode === exitCodes.unreachable || error.code === 'unauthenticated')) return null;
    throw error;
  }
}
