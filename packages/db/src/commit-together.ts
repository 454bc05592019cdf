import type { Db, TenantTx } from './connect.ts';
import { isDatabaseAway, sqlState } from './sqlstate.ts';

/** Answers one result for each item, in their order. */
type Work<Item, Result> = (tx: TenantTx, items: Item[]) => Promise<Result[]>;
type Waiting<Item, Result> = { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void };

const maxBatch = 100;

/**
 * Group commit: what comes while work of the tenant's is under way gathers, and the next transaction
 * does all of it. Nothing waits when nothing is under way; under load many items share the round
 * trips, the fsync and, as `work` sees them together, the statements.
 *
 * When `work` throws, nothing of its transaction is kept and every item is done again alone, so that
 * none suffers for its neighbour: what `work` does outside the transaction belongs into `afterCommit`.
 */
export function commitTogether<Item, Result>(db: Pick<Db, 'tenant'>, work: Work<Item, Result>): (tenantId: bigint, item: Item) => Promise<Result> {
  const queues = new Map<bigint, Waiting<Item, Result>[]>();

  const drain = async (tenantId: bigint, queue: Waiting<Item, Result>[]): Promise<void> => {
    // The next transaction begins while this one's COMMIT is on its way to the disk, but not while an earlier one's is, too: a slow
    // disk would make many small ones of them. Their locks keep them in order.
    let committed: Promise<void> = Promise.resolve();
    while (queue.length > 0) {
      const earlier = committed;
      await new Promise<void>((worked) => {
        committed = commit(db, tenantId, work, queue.splice(0, maxBatch), worked);
      });
      await earlier;
    }
    queues.delete(tenantId);
  };

  return (tenantId, item) =>
    new Promise((resolve, reject) => {
      const waiting = { item, resolve, reject };
      const queue = queues.get(tenantId);
      if (queue) {
        queue.push(waiting);
        return;
      }
      const started = [waiting];
      queues.set(tenantId, started);
      // What else this turn of the event loop brings goes along.
      setImmediate(() => void drain(tenantId, started));
    });
}

/** Does the batch in one transaction and answers everybody; `onWorked` is called when the work is done, or has failed, and COMMIT is all that is left. */
async function commit<Item, Result>(db: Pick<Db, 'tenant'>, tenantId: bigint, work: Work<Item, Result>, batch: Waiting<Item, Result>[], onWorked: () => void): Promise<void> {
  let worked = false;
  try {
    const results = await db.tenant(tenantId, async (tx) => {
      const answered = await work(tx, batch.map((waiting) => waiting.item));
      if (answered.length !== batch.length) throw new Error(`${batch.length} items got ${answered.length} results`);
      worked = true;
      onWorked();
      return answered;
    });
    results.forEach((result, index) => batch[index]?.resolve(result));
  } catch (error) {
    onWorked();
    // After the work, only Postgres' own refusal to commit says that nothing was kept.
    const nothingKept = !isDatabaseAway(error) && (!worked || sqlState(error) !== null);
    if (batch.length > 1 && nothingKept) for (const waiting of batch) void commit(db, tenantId, work, [waiting], () => undefined);
    else for (const waiting of batch) waiting.reject(error);
  }
}
