import { readEvents, readRunSummary } from '@lime/runs';
import { type LiveSocket, type LiveTopic, send, type TopicDeps } from './live-topic.ts';
import { tellState } from './tell-state.ts';

const pageSize = 1000;

/**
 * A run's events for whoever watches. `tail` is the last seq that was published; a watcher is
 * brought up to it from the database and joins in the same turn of the event loop, so that nothing
 * comes twice and nothing is missed.
 */
export function runTopic(deps: TopicDeps): LiveTopic {
  const { db, tenantId, id, name, channel, publish } = deps;
  let tail: number | null = null;
  let reading = false;
  let stale = false;
  const state = tellState((run) => publish(channel, { op: 'run', topic: name, run }));
  const summary = () => db.read(tenantId, (tx) => readRunSummary(tx, id));

  const pump = async (): Promise<void> => {
    try {
      while (stale && tail !== null) {
        stale = false;
        const after = tail;
        const [events, run] = await db.read(tenantId, async (tx) => Promise.all([readEvents(tx, id, after, pageSize), readRunSummary(tx, id)]));
        const last = events.at(-1);
        if (last) {
          tail = last.seq;
          publish(channel, { op: 'events', topic: name, events });
          if (events.length === pageSize) stale = true;
        }
        if (run) state.tell(run);
      }
    } finally {
      // In the same turn as the last look at `stale`, or news that come in between would wait for the next.
      reading = false;
    }
  };

  const refresh = (): void => {
    stale = true;
    if (reading) return;
    reading = true;
    pump().catch((err: unknown) => deps.logger.warn({ err, topic: name }, 'live events could not be read'));
  };

  const join = async (socket: LiveSocket, after: number): Promise<boolean> => {
    const run = await summary();
    if (!run) return false;
    tail ??= run.lastSeq;
    let cursor = after;
    while (cursor < tail) {
      const from = cursor;
      const upTo = tail;
      const events = (await db.read(tenantId, (tx) => readEvents(tx, id, from, pageSize))).filter((event) => event.seq <= upTo);
      const last = events.at(-1);
      if (!last) break;
      send(socket, { op: 'events', topic: name, events });
      cursor = last.seq;
    }
    socket.subscribe(channel);
    send(socket, { op: 'subscribed', topic: name, seq: Math.max(cursor, tail) });
    send(socket, { op: 'run', topic: name, run });
    state.forget();
    refresh();
    return true;
  };

  return { join, refresh };
}
