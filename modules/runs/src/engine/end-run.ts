import { releaseBudget } from '@lime/budgets';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import type { RunRow } from '../model.ts';
import { closeOpenWork } from '../sql/close-open-work.ts';
import { finishRun, type RunEnd } from '../sql/finish-run.ts';
import type { Lease } from '../sql/lease.ts';
import { lockOpenWork } from '../sql/lock-open-work.ts';
import { noteRunChanged } from './note-run-changed.ts';
import { reportToParent } from './report-to-parent.ts';
import { tellOfEnd } from './tell-of-end.ts';
import { tellRunners } from './tell-runners.ts';
import { cancelChildren } from './cancel-children.ts';

/** Ends a run, with everything that hangs on its end, in one transaction. Nothing happens when the lease is gone. */
export async function endRun(ctx: RunsContext, lease: Lease, end: RunEnd): Promise<void> {
  await ctx.db.tenant(lease.tenantId, async (tx) => {
    if (end.status !== 'succeeded') await lockOpenWork(tx, lease.runId);
    const run = await finishRun(tx, lease, end);
    if (run) await settleEnd(ctx, tx, run);
  });
}

async function settleEnd(ctx: RunsContext, tx: TenantTx, run: RunRow): Promise<void> {
  if (run.status !== 'succeeded') {
    await closeOpenWork(tx, run.id);
    await cancelChildren(ctx, tx, run.id);
    tellRunners(ctx, tx, run.id);
  }
  if (run.project_id !== null) await releaseBudget(tx, run.id);
  if (run.parent_step_id !== null) await reportToParent(ctx, tx, run);
  await tellOfEnd(ctx, tx, run);
  await noteRunChanged(ctx, tx, run);
}
