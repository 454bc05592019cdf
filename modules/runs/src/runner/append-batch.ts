import { type EventBatch, type RunEventBody } from '@lime/contracts';
import { chargeUsage } from '@lime/budgets';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { wakeAndEnqueue } from '../engine/enqueue-advance.ts';
import { addCost } from '../sql/add-cost.ts';
import { appendEvents } from '../sql/append-events.ts';
import { endStep } from '../sql/end-step.ts';
import { takeBatch } from '../sql/take-batch.ts';

export type BatchOutcome = { kind: 'appended'; lastSeq: bigint } | { kind: 'repeated' } | { kind: 'lease_lost' } | { kind: 'gap'; expected: number };

/** Takes in a numbered batch of a runner's events, once: a repeated batch changes nothing, one too many is refused. */
export async function appendBatch(ctx: RunsContext, tx: TenantTx, stepId: bigint, batch: EventBatch): Promise<BatchOutcome> {
  const leaseToken = BigInt(batch.leaseToken);
  const taken = await takeBatch(tx, stepId, leaseToken, batch.batch);
  if (taken.kind !== 'taken') return taken;
  const lastSeq = await appendEvents(tx, taken.runId, stepId, batch.events);
  tx.afterCommit(() => ctx.announcer.announce(`run:${taken.runId}`));
  await charge(ctx, tx, taken.runId, stepId, leaseToken, batch.events);
  return { kind: 'appended', lastSeq };
}

/** Charges what the events say was spent; a run that has spent more than it reserved is stopped. */
async function charge(ctx: RunsContext, tx: TenantTx, runId: bigint, stepId: bigint, leaseToken: bigint, events: RunEventBody[]): Promise<void> {
  const usages = events.filter((event) => event.type === 'usage');
  if (usages.length === 0) return;
  const spent = usages.reduce((sum, usage) => sum + BigInt(usage.costCents), 0n);
  const run = await addCost(tx, runId, spent);
  if (!run) return;
  for (const usage of usages) {
    await chargeUsage(tx, { runId, stepId, projectId: run.project_id, costCents: BigInt(usage.costCents), ...(usage.model && { model: usage.model }), inputTokens: usage.inputTokens ?? 0, outputTokens: usage.outputTokens ?? 0 });
  }
  if (run.cost_cents <= run.reserved_cents) return;
  const error = { code: 'cost_limit_reached', message: `The run has cost ${run.cost_cents} cents and may cost ${run.reserved_cents}. Start it again with a higher maximum.` };
  if (await endStep(tx, stepId, { leaseToken }, { status: 'failed', error })) {
    await appendEvents(tx, runId, stepId, [{ type: 'error', code: error.code, text: error.message }]);
    await wakeAndEnqueue(ctx, tx, runId);
  }
}
