import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { wakeAndEnqueue } from '../engine/enqueue-advance.ts';
import { appendEvents } from '../sql/append-events.ts';
import { unclaimStep } from '../sql/unclaim-step.ts';
import type { StepClaim } from './step-claim.ts';

/** The runner that a step was given to is gone before it could be told: the step goes to another at once. */
export async function giveBackStep(ctx: RunsContext, tx: TenantTx, claim: StepClaim): Promise<void> {
  const step = await unclaimStep(tx, claim);
  if (!step) return;
  await wakeAndEnqueue(ctx, tx, step.run_id);
  await appendEvents(tx, step.run_id, claim.stepId, [{ type: 'status', status: 'queued', text: `${step.title}: its runner went away as it was given the step` }]);
  tx.afterCommit(() => {
    ctx.announcer.announce(`run:${step.run_id}`);
    ctx.announcer.announce(`steps:${tx.tenantId}`);
  });
}
