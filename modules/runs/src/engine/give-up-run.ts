import type { RunsContext } from '../context.ts';
import type { Lease } from '../sql/lease.ts';
import { endRun } from './end-run.ts';
import { countFault, failureOfFault } from './faults.ts';

/** A move of the run has thrown: thrown on, or the run ends. */
export async function giveUpAfterFaults(ctx: RunsContext, lease: Lease, error: unknown): Promise<void> {
  if (countFault(ctx.faults.runs, lease.runId, error) === 'try_again') throw error;
  ctx.logger.error({ err: error, runId: String(lease.runId) }, 'a run is given up');
  await endRun(ctx, lease, { status: 'failed', output: null, error: failureOfFault(error) });
}
