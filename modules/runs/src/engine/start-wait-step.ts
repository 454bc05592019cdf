import type { Json, JsonObject, WorkflowStep } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { type OpenStep, openStep } from '../sql/open-step.ts';
import { type HeldRun, scopeOf, titleOf } from './held-run.ts';
import { ticketsDone } from './hold-until-done.ts';
import { parkWithin } from './park-step.ts';
import { resolveReference } from './resolve-references.ts';
import type { StepMove } from './step-move.ts';

export type WaitSpec = Extract<WorkflowStep, { kind: 'wait' }>;

/** Begins a wait: for a time, or for a signal within a time. */
export async function startWaitStep(ctx: RunsContext, held: HeldRun, spec: WaitSpec): Promise<StepMove> {
  const alarm = alarmOf(spec, held);
  if (!alarm) return { kind: 'end', status: 'failed', error: { code: 'step_input_invalid', message: `${titleOf(spec)}: the time to wait until is not a date.` } };
  return ctx.db.tenant(held.lease.tenantId, async (tx) => {
    const input = waitsOn(spec) === 'tickets' ? await startHolding(ctx, tx, held) : {};
    const stepId = await openStep(tx, held.lease, { key: spec.id, title: titleOf(spec), kind: 'wait', position: held.position, status: 'waiting', input, ...alarm });
    if (stepId === null) return { kind: 'lost' };
    return parkWithin(ctx, tx, held, waitsOn(spec));
  });
}

export function waitsOn({ for: wait }: WaitSpec): 'tickets' | 'signal' | 'time' {
  if (!('signal' in wait)) return 'time';
  return wait.signal === ticketsDone ? 'tickets' : 'signal';
}

/** Those may be done since it was looked, or just now: whoever told of that may have found nothing that waits. So it is looked again. */
async function startHolding({ blockers }: RunsContext, tx: TenantTx, { run }: HeldRun): Promise<JsonObject> {
  await blockers?.onHeld(tx);
  return { waitsFor: run.ticket_id === null ? null : ((await blockers?.describe(tx, run.ticket_id)) ?? null) };
}

function alarmOf(spec: WaitSpec, held: HeldRun): Pick<OpenStep, 'runAfter' | 'timeoutAt' | 'dueAt' | 'signal'> | null {
  const wait = spec.for;
  if ('signal' in wait) {
    const timeoutAt = new Date(held.now.getTime() + wait.timeoutSeconds * 1000);
    return { signal: wait.signal, timeoutAt, dueAt: timeoutAt };
  }
  const at = 'seconds' in wait ? new Date(held.now.getTime() + wait.seconds * 1000) : dateOf(resolveReference(wait.until, scopeOf(held)));
  return Number.isNaN(at.getTime()) ? null : { runAfter: at, dueAt: at };
}

/** The date that a reference named; an invalid one when it named something else. */
function dateOf(value: Json): Date {
  return new Date(typeof value === 'string' ? value : Number.NaN);
}
