import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { untilLeft } from '../engine/tool-bounds.ts';
import type { ToolInvocation } from '../engine/tool-invocation.ts';
import { appendEvents } from '../sql/append-events.ts';
import { beginEffect, type EffectRow, settleEffect } from '../sql/effects.ts';
import { lockRun } from '../sql/lock-open-work.ts';
import { effectStopMs } from '../tunables.ts';
import type { Attempted, EffectOutcome, EffectPlan, Reconciled } from './effect-plan.ts';
import { tellOfSettled } from './tell-of-settled.ts';

/** Thrown to a tool whose run has been given to another worker: it must stop without a trace. */
export class LeaseLost extends Error {
  constructor() {
    super('the run has been given to another worker');
  }
}

/**
 * Makes one change in the outside world, once. The ledger row is committed before the attempt; an
 * attempt whose end was never recorded is reconciled with the outside before anything is repeated,
 * and when that cannot tell, the effect stays `unknown` for a person to resolve.
 */
export async function performEffect(ctx: RunsContext, call: ToolInvocation, plan: EffectPlan, signal: AbortSignal): Promise<EffectOutcome> {
  const begun = await ctx.db.tenant(call.tenantId, async (tx) => {
    const stepId = await call.beginStep(tx);
    if (stepId === null) throw new LeaseLost();
    return beginEffect(tx, { runId: call.runId, stepId, kind: plan.kind, idempotencyKey: plan.idempotencyKey, request: plan.request });
  });
  if (begun.status === 'applied') return { kind: 'applied', result: begun.result };
  if (begun.interrupted) {
    const found = await reconcile(plan);
    if (found.kind !== 'not_applied') return record(ctx, call, begun, found);
  }
  const attempting = attempt(plan, signal);
  const attempted = await untilLeft(attempting, signal, effectStopMs);
  if (attempted === 'left') {
    void attempting.then((end) => recordLate(ctx, call, begun, end)).catch((err: unknown) => ctx.logger.warn({ err, effect: plan.kind }, 'the late end of an effect could not be recorded'));
    return record(ctx, call, begun, { kind: 'unknown', reason: 'it was still under way when it had to stop' });
  }
  if (attempted.kind !== 'unknown') return record(ctx, call, begun, attempted);
  const found = await reconcile(plan);
  return record(ctx, call, begun, asFound(found, attempted.reason));
}

/** What an attempt that nobody is sure of came to; where that stays unknown, people read how it went as well. */
function asFound(found: Reconciled, why: string): Attempted {
  if (found.kind === 'applied') return found;
  return found.kind === 'not_applied' ? { kind: 'refused', error: { code: 'effect_not_applied', message: why }, retryable: true } : { kind: 'unknown', reason: found.reason === why ? why : `${why}; ${found.reason}` };
}

async function attempt(plan: EffectPlan, signal: AbortSignal): Promise<Attempted> {
  try {
    return await plan.attempt(signal);
  } catch (error) {
    return { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) };
  }
}

async function reconcile(plan: EffectPlan): Promise<Reconciled> {
  try {
    return await plan.reconcile();
  } catch (error) {
    return { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** An effect that was left behind has ended after all: its run need not wait for a person to look. */
async function recordLate(ctx: RunsContext, call: ToolInvocation, begun: EffectRow, end: Attempted): Promise<void> {
  if (end.kind === 'unknown') return;
  await record(ctx, call, begun, end);
  await ctx.db.tenant(call.tenantId, (tx) => tellOfSettled(ctx, tx, call.runId));
}

/** What is true of the outside is recorded even when this worker has lost the run meanwhile. */
async function record(ctx: RunsContext, call: ToolInvocation, begun: EffectRow, end: Attempted): Promise<EffectOutcome> {
  await ctx.db.tenant(call.tenantId, async (tx) => {
    await lockRun(tx, call.runId);
    const settled = await settleEffect(tx, begun, end);
    if (settled) await tell(tx, call, begun, end);
  });
  ctx.announcer.announce(`run:${call.runId}`);
  return end.kind === 'unknown' ? { kind: 'unknown' } : end;
}

async function tell(tx: TenantTx, call: ToolInvocation, begun: EffectRow, end: Attempted): Promise<void> {
  if (end.kind === 'applied') await appendEvents(tx, call.runId, begun.step_id, [{ type: 'status', text: `${begun.kind} applied`, status: 'applied' }]);
  else if (end.kind === 'refused') await appendEvents(tx, call.runId, begun.step_id, [{ type: 'error', code: end.error.code, text: end.error.message }]);
  else await appendEvents(tx, call.runId, begun.step_id, [{ type: 'error', code: 'effect_unknown', text: `Nobody can tell whether ${begun.kind} happened: ${end.reason}. Look, and say what became of it.` }]);
}
