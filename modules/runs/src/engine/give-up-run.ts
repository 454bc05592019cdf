import { isDatabaseAway } from '@lime/db';
import type { RunsContext } from '../context.ts';
import type { Lease } from '../sql/lease.ts';
import { endRun } from './end-run.ts';

/** A run that could not be moved this many times in a row by one server ends as `internal`. */
const givesUpAfter = 3;

/**
 * A move of the run has thrown: a fault of ours, or data that Postgres will not take. Thrown on, so
 * that the run is taken up again when its lease has run out; but not for ever, or its tools would
 * be called again every few seconds. The database being away is nobody's fault and does not count.
 */
export async function giveUpAfterFaults(ctx: RunsContext, lease: Lease, error: unknown): Promise<void> {
  if (isDatabaseAway(error)) throw error;
  const faults = (ctx.faults.get(lease.runId) ?? 0) + 1;
  ctx.faults.set(lease.runId, faults);
  if (faults < givesUpAfter) throw error;
  ctx.logger.error({ err: error, runId: String(lease.runId) }, 'a run is given up');
  await endRun(ctx, lease, { status: 'failed', output: null, error: { code: 'internal', message: 'A fault of the server keeps this run from going on. The log of the server tells more.' } });
  ctx.faults.delete(lease.runId);
}
