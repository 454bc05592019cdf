import type { RunsContext } from '../context.ts';
import { giveGrace } from '../sql/give-grace.ts';
import type { HeldRun } from './held-run.ts';
import { parkWithin } from './park-step.ts';
import type { StepMove } from './step-move.ts';

/**
 * A run that is asked to end: the runners at work for it have been told, and have a moment to hand in
 * the work so far. It ends when the last of them has, or when the moment is over.
 */
export async function windDown(ctx: RunsContext, held: HeldRun): Promise<StepMove> {
  const waits = await ctx.db.tenant(held.lease.tenantId, async (tx) => {
    const atWork = await giveGrace(tx, held.lease.runId);
    if (atWork.length === 0) return null;
    return parkWithin(ctx, tx, held, atWork.some((step) => step.parent_step_id === null) ? null : 'map');
  });
  return waits ?? { kind: 'end', status: 'cancelled', error: null };
}
