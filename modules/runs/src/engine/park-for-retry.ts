import type { Failure, WorkflowStep } from '@lime/contracts';
import type { RunsContext } from '../context.ts';
import { appendEvents } from '../sql/append-events.ts';
import { scheduleRetry } from '../sql/schedule-retry.ts';
import { type HeldRun, titleOf } from './held-run.ts';
import { parkWithin } from './park-step.ts';
import type { StepMove } from './step-move.ts';

/** An inline step failed: gives it its next attempt after its backoff, or ends the run with its error. */
export async function parkForRetry(ctx: RunsContext, held: HeldRun, spec: WorkflowStep, attempt: number, error: Failure, retryable: boolean): Promise<StepMove> {
  const attempts = spec.retry?.attempts ?? 1;
  const again = retryable && attempt < attempts;
  return ctx.db.tenant(held.lease.tenantId, async (tx) => {
    const stepId = await scheduleRetry(tx, held.lease, {
      key: spec.id, title: titleOf(spec), kind: spec.kind, position: held.position, attempt: again ? attempt + 1 : attempt, status: again ? 'waiting' : 'failed',
      backoffMs: Math.min((spec.retry?.backoffMs ?? 0) * 2 ** (attempt - 1), 3_600_000), error,
    });
    if (stepId === null) return { kind: 'lost' };
    const text = again ? `${titleOf(spec)} failed (attempt ${attempt} of ${attempts}): ${error.message}` : `${titleOf(spec)} failed: ${error.message}`;
    await appendEvents(tx, held.lease.runId, stepId, [{ type: 'error', code: error.code, text }]);
    return again ? parkWithin(ctx, tx, held, 'retry') : { kind: 'end', status: 'failed', error };
  });
}
