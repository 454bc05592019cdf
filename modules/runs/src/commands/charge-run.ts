import { chargeUsage } from '@lime/budgets';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { addCost } from '../sql/add-cost.ts';
import { appendEvents } from '../sql/append-events.ts';
import { watchBudgets } from './watch-budgets.ts';

/** What one call of a model came to. `inputTokens` counts all that was read; the cache's shares of it stand apart. */
export type ModelUsage = { model: string; inputTokens: number; outputTokens: number; cacheReadTokens: number; cacheWriteTokens: number; costMicros: bigint };

/**
 * Charges a run, and the root that pays for it, with what a step has used of a model, and says so in
 * the transcript. It ends nothing, even when the run has now cost more than it may: the gateway lets
 * no further call out, and the runner, told so, ends the step with the work so far.
 */
export async function chargeRun(ctx: Pick<RunsContext, 'announcer' | 'queue'>, tx: TenantTx, step: { runId: bigint; stepId: bigint }, usage: ModelUsage): Promise<void> {
  const { runId, stepId } = step;
  const { model, inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, costMicros } = usage;
  const payer = await addCost(tx, runId, costMicros);
  if (!payer) return;
  chargeUsage(tx, { runId, payerRunId: payer.payer_run_id, stepId, projectId: payer.project_id, costMicros, model, inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens });
  await appendEvents(tx, runId, stepId, [{ type: 'usage', model, inputTokens, outputTokens, cachedTokens: cacheReadTokens, costMicros: Number(costMicros) }]);
  if (payer.project_id !== null) await watchBudgets(ctx, tx, payer.project_id);
  tx.afterCommit(() => ctx.announcer.announce(`run:${runId}`));
}
