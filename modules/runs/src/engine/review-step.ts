import type { WorkflowStep } from '@lime/contracts';
import type { RunsContext } from '../context.ts';
import type { StepRow } from '../model.ts';
import { endStep } from '../sql/end-step.ts';
import { expireStepGate } from '../sql/gates.ts';
import { type HeldRun, isPast } from './held-run.ts';
import { openGate } from './open-gate.ts';
import { parkStep } from './park-step.ts';
import { reviewAgentStep } from './review-agent-step.ts';
import { reviewMapStep } from './review-map-step.ts';
import { runToolStep } from './run-tool-step.ts';
import { waitsOn, type WaitSpec } from './start-wait-step.ts';
import type { StepMove } from './step-move.ts';

/** Looks at a step that has begun and has no success yet: whether its time has come or run out. */
export async function reviewStep(ctx: RunsContext, held: HeldRun, spec: WorkflowStep, step: StepRow): Promise<StepMove> {
  if (step.status === 'failed') return { kind: 'end', status: 'failed', error: step.error };
  if (step.status === 'cancelled') return { kind: 'end', status: 'cancelled', error: null };
  switch (spec.kind) {
    case 'agent':
      return reviewAgentStep(ctx, held, step);
    case 'map':
      return reviewMapStep(ctx, held, spec, step);
    case 'child':
      return parkStep(ctx, held, 'child');
    case 'tool':
      return isPast(held, step.run_after) || step.run_after === null ? runToolStep(ctx, held, spec, step) : parkStep(ctx, held, 'retry');
    case 'gate':
      if (step.status === 'queued') return openGate(ctx, held, spec, step);
      return isPast(held, step.timeout_at) ? expireGate(ctx, held, step) : parkStep(ctx, held, 'gate');
    case 'wait':
      return reviewWait(ctx, held, spec, step);
  }
}

async function expireGate(ctx: RunsContext, held: HeldRun, step: StepRow): Promise<StepMove> {
  await ctx.db.tenant(held.lease.tenantId, async (tx) => {
    await expireStepGate(tx, step.id);
    await endStep(tx, step.id, { status: 'waiting' }, { status: 'failed', error: { code: 'gate_expired', message: 'Nobody decided before the question expired. Start the run again to ask anew.' } });
  });
  return { kind: 'look_again' };
}

async function reviewWait(ctx: RunsContext, held: HeldRun, spec: WaitSpec, step: StepRow): Promise<StepMove> {
  if (isPast(held, step.run_after)) {
    await ctx.db.tenant(held.lease.tenantId, (tx) => endStep(tx, step.id, { status: 'waiting' }, { status: 'succeeded', output: null }));
    return { kind: 'look_again' };
  }
  if (isPast(held, step.timeout_at)) {
    const error = { code: 'signal_timed_out', message: 'The signal that the run waited for did not come in time.' };
    await ctx.db.tenant(held.lease.tenantId, (tx) => endStep(tx, step.id, { status: 'waiting' }, { status: 'failed', error }));
    return { kind: 'look_again' };
  }
  return parkStep(ctx, held, waitsOn(spec));
}
