import type { RunsContext } from '../context.ts';
import { sweepDueRuns } from '../sql/sweep.ts';
import { sweepEveryMs } from '../tunables.ts';
import { enqueueAdvance } from './enqueue-advance.ts';

const sweepLimit = 500;

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
export async function sweepOnce(ctx: Pick<RunsContext, 'db' | 'queue'>): Promise<number> {
  return ctx.db.engine(async (tx) => {
    const due = await sweepDueRuns(tx, sweepLimit);
    if (due.length > 0) await enqueueAdvance(ctx, tx, due.map((row) => ({ tenantId: row.tenant_id, runId: row.run_id })));
    return due.length;
  });
}
