import type { WorkflowStep } from '@lime/contracts';
import type { RunsContext } from '../context.ts';
import type { RunRow, StepRow } from '../model.ts';
import { absorbStep } from '../sql/absorb-step.ts';
import { claimRun, readMainSteps } from '../sql/claim-run.ts';
import { readCancelRequest } from '../sql/read-cancel-request.ts';
import { admitRun } from './admit-run.ts';
import { endRun } from './end-run.ts';
import { giveUpAfterFaults } from './give-up-run.ts';
import { type HeldRun, holdRun, scopeOf, takeSteps } from './held-run.ts';
import { resolveObject, resolveReference } from './resolve-references.ts';
import { reviewStep } from './review-step.ts';
import { commitInline } from './run-tool-step.ts';
import type { StepMove } from './step-move.ts';
import { startStep } from './start-step.ts';
import { windDown } from './wind-down.ts';

/**
 * Moves a run as far as it goes: claims it, does inline steps one after another, and lets go of it
 * at a gate, a wait, a runner's step or its end. Safe to call at any time, from any server, any
 * number of times: the claim and the fence on every write make a second caller change nothing.
 */
export async function advanceRun(ctx: RunsContext, tenantId: bigint, runId: bigint): Promise<void> {
  await (await claimToAdvance(ctx, tenantId, runId))?.();
}

/** The first half of {@link advanceRun}: claims the run; what it returns is the second. Null when there is nothing to move. */
export async function claimToAdvance(ctx: RunsContext, tenantId: bigint, runId: bigint): Promise<(() => Promise<void>) | null> {
  const claim = await ctx.db.tenant(tenantId, (tx) => claimRun(tx, runId));
  return claim.kind === 'held' ? () => hold(ctx, holdRun(tenantId, claim)) : null;
}

/** Moves a run that was inserted under this process's lease, as {@link advanceRun} does. */
export async function driveNewRun(ctx: RunsContext, tenantId: bigint, run: RunRow): Promise<void> {
  await hold(ctx, holdRun(tenantId, { kind: 'held', run, steps: [], now: run.created_at }));
}

async function hold(ctx: RunsContext, held: HeldRun): Promise<void> {
  const { runId, token } = held.lease;
  ctx.held.runs.set(runId, token);
  ctx.cancels.runs.set(runId, held.cancelled);
  try {
    await drive(ctx, held);
    ctx.faults.runs.delete(runId);
  } catch (error) {
    await giveUpAfterFaults(ctx, held.lease, error);
  } finally {
    if (ctx.held.runs.get(runId) === token) {
      ctx.held.runs.delete(runId);
      ctx.cancels.runs.delete(runId);
    }
  }
}

async function drive(ctx: RunsContext, held: HeldRun): Promise<void> {
  const refusal = await admitRun(ctx, held);
  if (refusal) return endRun(ctx, held.lease, { status: 'failed', output: null, error: refusal });
  if (held.cancelled.signal.aborted) await lookAgain(ctx, held);
  for (;;) {
    const move = await nextMove(ctx, held);
    if (move.kind === 'parked' || move.kind === 'lost') return;
    if (move.kind === 'moved') {
      held.outputs.set(move.key, move.output);
      held.position += 1;
      if (move.woken) await lookAgain(ctx, held);
      continue;
    }
    if (move.kind === 'look_again') {
      await lookAgain(ctx, held);
      continue;
    }
    await endRun(ctx, held.lease, { status: move.status, output: null, error: move.error });
    return;
  }
}

async function nextMove(ctx: RunsContext, held: HeldRun): Promise<StepMove> {
  if (held.run.cancel_requested_at) return windDown(ctx, held);
  const spec = held.run.spec.steps[held.position];
  if (!spec) return finish(ctx, held);
  const step = held.steps.get(spec.id);
  if (step?.status === 'succeeded' || step?.status === 'skipped' || (step?.status === 'failed' && spec.kind === 'agent' && spec.mayFail)) {
    const absorbed = await ctx.db.tenant(held.lease.tenantId, (tx) => absorbStep(tx, held.lease, held.position));
    return absorbed ? { kind: 'moved', key: spec.id, output: step.output, woken: false } : { kind: 'lost' };
  }
  if (isNew(step) && !isWanted(held, spec)) {
    return commitInline(ctx, held, spec, { status: 'skipped', output: null, attempt: 1, startedAt: new Date() });
  }
  return step ? reviewStep(ctx, held, spec, step) : startStep(ctx, held, spec);
}

/** Whether the step is about to begin: it has no row, or is a gate whose work was done again. */
function isNew(step: StepRow | undefined): boolean {
  return step === undefined || (step.kind === 'gate' && step.status === 'queued');
}

function isWanted(held: HeldRun, { when = [] }: WorkflowStep): boolean {
  return [when].flat().every((reference) => isTruthy(resolveReference(reference, scopeOf(held))));
}

async function finish(ctx: RunsContext, held: HeldRun): Promise<StepMove> {
  const output = resolveObject(held.run.spec.output, scopeOf(held));
  await endRun(ctx, held.lease, { status: 'succeeded', output, error: null });
  return { kind: 'parked' };
}

/** Something happened for the run while it was held: read it anew, under the same lease. */
async function lookAgain(ctx: RunsContext, held: HeldRun): Promise<void> {
  await ctx.db.tenant(held.lease.tenantId, async (tx) => {
    takeSteps(held, await readMainSteps(tx, held.lease.runId));
    const run = await readCancelRequest(tx, held.lease.runId);
    if (!run) return;
    held.run.cancel_requested_at = run.cancel_requested_at;
    held.now = run.now;
  });
}

function isTruthy(value: unknown): boolean {
  return value !== null && value !== false && value !== 0 && value !== '';
}
