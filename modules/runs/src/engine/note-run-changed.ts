import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import type { RunRow } from '../model.ts';

/**
 * Tells of a run's new status: to the modules above through the outbox (only runs that belong to a
 * project have anybody to tell), and after the commit to everybody who watches it.
 */
export async function noteRunChanged(ctx: Pick<RunsContext, 'announcer' | 'onRunChanged'>, tx: TenantTx, run: Pick<RunRow, 'id' | 'project_id'>): Promise<void> {
  if (run.project_id !== null) await ctx.onRunChanged(tx, { tenantId: tx.tenantId, runId: run.id });
  tx.afterCommit(() => ctx.announcer.announce(`run:${run.id}`));
}
