import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import type { RunRow } from '../model.ts';
import { endStep } from '../sql/end-step.ts';
import { readMapOf } from '../sql/map-items.ts';
import { wakeAndEnqueue } from './enqueue-advance.ts';
import { enqueuePump } from './map-items.ts';

/** A child run has ended: its parent's step gets the result, and the parent may move. */
export async function reportToParent(ctx: RunsContext, tx: TenantTx, child: RunRow): Promise<void> {
  if (child.parent_step_id === null || child.parent_run_id === null) return;
  const end =
    child.status === 'succeeded'
      ? ({ status: 'succeeded', output: child.output } as const)
      : ({ status: 'failed', error: child.error ?? { code: 'child_cancelled', message: `The child run ${child.id} was cancelled.` } } as const);
  const ended = await endStep(tx, child.parent_step_id, { status: 'waiting' }, end);
  if (!ended) return;
  const mapStepId = await readMapOf(tx, child.parent_step_id);
  if (mapStepId !== null) await enqueuePump(ctx, tx, child.parent_run_id, mapStepId, 1);
  await wakeAndEnqueue(ctx, tx, child.parent_run_id);
}
