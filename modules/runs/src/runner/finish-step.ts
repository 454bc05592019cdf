import type { z } from 'zod';
import type { FinishBody } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { holdBackOutside } from '../artifacts/hold-back-outside.ts';
import { recordArtifacts } from '../artifacts/record-artifacts.ts';
import { settleItem } from '../engine/map-items.ts';
import { wakeAndEnqueue } from '../engine/enqueue-advance.ts';
import { appendEvents } from '../sql/append-events.ts';
import { endStep, type StepEnd } from '../sql/end-step.ts';
import { type LockedStep, lockStep } from '../sql/lock-step.ts';
import { readCancelRequest } from '../sql/read-cancel-request.ts';
import { requeueStep } from '../sql/requeue-step.ts';
import type { StepClaim } from './step-claim.ts';

export type FinishOutcome = { kind: 'finished' } | { kind: 'repeated' } | { kind: 'lease_lost' } | { kind: 'blob_missing'; sha256: string };

type Body = z.output<typeof FinishBody>;

/** Takes in a runner's result: the step's end, its artifacts and the run's wake-up are one transaction. */
export async function finishStep(ctx: RunsContext, tx: TenantTx, claim: StepClaim, body: Body): Promise<FinishOutcome> {
  const step = await lockStep(tx, claim);
  if (!step) return { kind: 'lease_lost' };
  // It was finished under this claim: the runner whose answer was lost may say it again.
  if (step.status !== 'running') return { kind: 'repeated' };
  const { artifacts } = body.outcome;
  for (const artifact of artifacts) {
    if ((await ctx.blobs.size(tx.tenantId, artifact.sha256)) !== artifact.size) return { kind: 'blob_missing', sha256: artifact.sha256 };
  }
  const { refusal, artifacts: taken } = await holdBackOutside(ctx, tx, step.input, artifacts);
  await recordArtifacts(tx, step.run_id, step.id, taken);
  const refused = refusal !== null && body.outcome.status === 'succeeded';
  await end(ctx, tx, step, refused ? { status: 'failed', error: refusal, retryable: false, artifacts: taken } : body.outcome);
  tx.afterCommit(() => {
    ctx.announcer.announce(`run:${step.run_id}`);
    ctx.announcer.announce(`steps:${tx.tenantId}`);
  });
  return { kind: 'finished' };
}

async function end(ctx: RunsContext, tx: TenantTx, step: LockedStep, outcome: Body['outcome']): Promise<void> {
  if (outcome.status === 'failed' && outcome.retryable && (await requeueStep(tx, step.id, step.lease_token, outcome.error))) {
    await appendEvents(tx, step.run_id, step.id, [{ type: 'error', code: outcome.error.code, text: `${outcome.error.message} Trying again (attempt ${step.attempt + 1}).` }]);
    return wakeAndEnqueue(ctx, tx, step.run_id);
  }
  const stepEnd = await endOf(tx, step, outcome);
  await endStep(tx, step.id, { leaseToken: step.lease_token }, stepEnd);
  if (step.parent_step_id !== null) await settleItem(ctx, tx, step.run_id, step.parent_step_id, stepEnd.status !== 'succeeded');
  else await wakeAndEnqueue(ctx, tx, step.run_id);
  await appendEvents(tx, step.run_id, step.id, [
    stepEnd.error ? { type: 'error', code: stepEnd.error.code, text: `${step.title} failed: ${stepEnd.error.message}` } : { type: 'status', status: stepEnd.status, text: `${step.title} ${stepEnd.status}` },
  ]);
}

/** A step is cancelled with its run; a runner that says so of another has failed it. */
async function endOf(tx: TenantTx, step: LockedStep, outcome: Body['outcome']): Promise<StepEnd> {
  if (outcome.status === 'succeeded') return { status: 'succeeded', output: outcome.output };
  if (outcome.status === 'failed') return { status: 'failed', error: outcome.error };
  const run = await readCancelRequest(tx, step.run_id);
  return run?.cancel_requested_at ? { status: 'cancelled' } : { status: 'failed', error: { code: 'cancelled', message: `${step.title} was cancelled.` } };
}
