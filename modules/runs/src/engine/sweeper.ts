import type { RunsContext } from '../context.ts';
import { sweepDueRuns } from '../sql/sweep.ts';
import { sweepEveryMs } from '../tunables.ts';
import { advanceQueue } from './enqueue-advance.ts';

const sweepLimit = 500;
/** A run that the sweeper has enqueued is not enqueued again within this, though it may still be waiting for a worker. */
const sweepAgainSeconds = 3;

/** Looks for alarms and abandoned runs for ever; the returned function ends it and waits for the last look. */
export function startSweeper(ctx: RunsContext): () => Promise<void> {
  let stopped = false;
  const loop = (async () => {
    while (!stopped) {
      await sweepOnce(ctx).catch((err: unknown) => ctx.logger.warn({ err }, 'the sweep failed'));
      await Bun.sleep(sweepEveryMs);
    }
  })();
  return async () => {
    stopped = true;
    await loop;
  };
}

/** One look: enqueues every run that needs a worker now, and returns how many. */
async function sweepOnce(ctx: Pick<RunsContext, 'db' | 'queue'>): Promise<number> {
  return ctx.db.engine(async (tx) => {
    const due = await sweepDueRuns(tx, sweepLimit);
    const jobs = (alarm: boolean) => due.filter((row) => row.alarm === alarm).map((row) => ({ tenantId: String(row.tenant_id), runId: String(row.run_id) }));
    await ctx.queue.send(tx, advanceQueue, jobs(true));
    await ctx.queue.send(tx, advanceQueue, jobs(false), { onceInSeconds: sweepAgainSeconds });
    return due.length;
  });
}
