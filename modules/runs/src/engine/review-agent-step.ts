import type { Failure } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import type { StepRow } from '../model.ts';
import { appendEvents } from '../sql/append-events.ts';
import { clearAlarm } from '../sql/clear-alarm.ts';
import { endStep } from '../sql/end-step.ts';
import { requeueStep } from '../sql/requeue-step.ts';
import { type HeldRun, isPast } from './held-run.ts';
import { parkStep } from './park-step.ts';
import type { StepMove } from './step-move.ts';
import { tellRunners } from './tell-runners.ts';

/** An agent step that is queued or with a runner: whether its runner has been lost, or its time is up. */
export async function reviewAgentStep(ctx: RunsContext, held: HeldRun, step: StepRow): Promise<StepMove> {
  const overdue = overdueOf(held, step);
  if (overdue) {
    await ctx.db.tenant(held.lease.tenantId, (tx) => giveUpAttempt(ctx, tx, step, overdue));
    return { kind: 'look_again' };
  }
  if (step.status === 'running') return parkStep(ctx, held, null);
  if (isPast(held, step.run_after)) await readyForRunners(ctx, held.lease.tenantId, step.id);
  return parkStep(ctx, held, 'runner');
}

/** What has run out for a step that a runner holds, if anything. */
export function overdueOf(held: HeldRun, step: StepRow): { error: Failure; retryable: boolean } | null {
  if (step.status !== 'running') return null;
  if (isPast(held, step.timeout_at)) return { error: { code: 'step_timed_out', message: `${step.title} took longer than it may.` }, retryable: false };
  if (isPast(held, step.lease_expires_at)) return { error: { code: 'runner_lost', message: `The runner that did ${step.title} has not been heard of; it may have been stopped.` }, retryable: true };
  return null;
}

/** Takes the step from whoever has it: the next attempt, or its failure. */
export async function giveUpAttempt(ctx: RunsContext, tx: TenantTx, step: StepRow, overdue: { error: Failure; retryable: boolean }): Promise<void> {
  const requeued = overdue.retryable && (await requeueStep(tx, step.id, step.lease_token, overdue.error));
  const ended = !requeued && (await endStep(tx, step.id, { leaseToken: step.lease_token }, { status: 'failed', error: overdue.error }));
  if (!requeued && !ended) return;
  const text = requeued ? `${overdue.error.message} Trying again (attempt ${step.attempt + 1}).` : overdue.error.message;
  await appendEvents(tx, step.run_id, step.id, [{ type: 'error', code: overdue.error.code, text }]);
  tx.afterCommit(() => ctx.announcer.announce(`steps:${tx.tenantId}`));
  tellRunners(ctx, tx, step.run_id);
}

/** The backoff is over: the alarm is turned off, and the runners are told. */
export async function readyForRunners(ctx: RunsContext, tenantId: bigint, stepId: bigint): Promise<void> {
  await ctx.db.tenant(tenantId, (tx) => clearAlarm(tx, stepId));
  ctx.announcer.announce(`steps:${tenantId}`);
}
