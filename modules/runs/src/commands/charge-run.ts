import type { RunEventBody } from '@lime/contracts';
import { chargeUsage } from '@lime/budgets';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { wakeAndEnqueue } from '../engine/enqueue-advance.ts';
import { addCost } from '../sql/add-cost.ts';
import { appendEvents } from '../sql/append-events.ts';
import { endStep } from '../sql/end-step.ts';

type Usage = Extract<RunEventBody, { type: 'usage' }>;

/** Charges a run with what its step has used of a model, and says so in the transcript; a run that has spent more than it reserved is stopped. */
export async function chargeRun(ctx: RunsContext, tx: TenantTx, step: { runId: bigint; stepId: bigint; leaseToken: bigint }, usage: Usage): Promise<void> {
  const { runId, stepId, leaseToken } = step;
  const costCents = BigInt(Math.ceil(usage.costMicros / 10_000));
  const run = await addCost(tx, runId, costCents);
  if (!run) return;
  await appendEvents(tx, runId, stepId, [usage]);
  tx.afterCommit(() => ctx.announcer.announce(`run:${runId}`));
  await chargeUsage(tx, { runId, stepId, projectId: run.project_id, costCents, model: usage.model, inputTokens: usage.inputTokens, outputTokens: usage.outputTokens });
  if (run.cost_cents <= run.reserved_cents) return;
  const error = { code: 'cost_limit_reached', message: `The run has cost ${run.cost_cents} cents and may cost ${run.reserved_cents}. Start it again with a higher maximum.` };
  if (await endStep(tx, stepId, { leaseToken }, { status: 'failed', error })) {
    await appendEvents(tx, runId, stepId, [{ type: 'error', code: error.code, text: error.message }]);
    await wakeAndEnqueue(ctx, tx, runId);
  }
}
