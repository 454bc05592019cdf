import { raiseAlerts } from '@lime/budgets';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { budgetQueue } from '../engine/enqueue-advance.ts';
import { appendEvents } from '../sql/append-events.ts';
import { readSpendingRuns } from '../sql/spending-runs.ts';
import { budgetPauseSeconds } from '../tunables.ts';
import { cancelRun } from './cancel-run.ts';

/** Has a project's budgets looked at soon: once for all that is spent within some seconds, and after the last of it. */
export async function watchBudgets(ctx: Pick<RunsContext, 'queue'>, tx: TenantTx, projectId: bigint): Promise<void> {
  await ctx.queue.send(tx, budgetQueue, [{ tenantId: String(tx.tenantId), projectId: String(projectId) }], { startAfter: budgetPauseSeconds, onceInSeconds: budgetPauseSeconds });
}

/** Raises the alerts of a project's budgets, and stops the runs that could spend more of one that is spent. What waits for people only is left to them. */
export async function enforceBudgets(ctx: RunsContext, tenantId: bigint, projectId: bigint): Promise<void> {
  await ctx.db.tenant(tenantId, async (tx) => {
    for (const { why, ...kind } of await raiseAlerts(tx, projectId)) {
      for (const runId of await readSpendingRuns(tx, projectId, kind)) {
        const stopped = { code: 'budget_stopped', message: `${why} The run was stopped; what it had done so far is kept. Raise the budget, then go on with it.` };
        await appendEvents(tx, runId, null, [{ type: 'error', code: stopped.code, text: stopped.message }]);
        await cancelRun(ctx, tx, { userId: null, name: 'budgets' }, runId, stopped);
      }
    }
  });
}
