import type { WorkflowStep } from '@lime/contracts';
import type { RunsContext } from '../context.ts';
import { insertItems, type NewItem } from '../sql/map-items.ts';
import { openStep } from '../sql/open-step.ts';
import { agentTimeoutSeconds, maxMapItems } from '../tunables.ts';
import { agentWork } from './agent-assignment.ts';
import { commitInline } from './run-tool-step.ts';
import { type HeldRun, scopeOf, titleOf } from './held-run.ts';
import { enqueuePump } from './map-items.ts';
import { parkWithin } from './park-step.ts';
import { resolveObject, resolveReference, type Scope } from './resolve-references.ts';
import type { StepMove } from './step-move.ts';

type MapSpec = Extract<WorkflowStep, { kind: 'map' }>;

/** Fans out: writes every item as a queued step; claims keep to the limit, whoever makes them. */
export async function startMapStep(ctx: RunsContext, held: HeldRun, spec: MapSpec): Promise<StepMove> {
  const over = resolveReference(spec.over, scopeOf(held));
  if (!Array.isArray(over)) return failed('step_input_invalid', `${titleOf(spec)}: ${spec.over} is not a list.`);
  if (over.length > maxMapItems) return failed('too_many_items', `${titleOf(spec)}: a map takes at most ${maxMapItems} items, this one has ${over.length}.`);
  if (over.length === 0) return commitInline(ctx, held, spec, { status: 'succeeded', output: [], attempt: 1, startedAt: new Date() });
  const items: NewItem[] = [];
  for (const [index, value] of over.entries()) {
    const item = itemOf(spec, index, { ...scopeOf(held), item: { value, index } });
    if ('error' in item) return failed('step_input_invalid', item.error);
    items.push(item);
  }
  return ctx.db.tenant(held.lease.tenantId, async (tx) => {
    const stepId = await openStep(tx, held.lease, { key: spec.id, title: titleOf(spec), kind: 'map', position: held.position, status: 'running', itemLimit: spec.limit });
    if (stepId === null) return { kind: 'lost' };
    await insertItems(tx, held.lease.runId, stepId, held.position, items);
    if (spec.step.kind === 'agent') tx.afterCommit(() => ctx.announcer.announce(`steps:${tx.tenantId}`));
    else await enqueuePump(ctx, tx, held.lease.runId, stepId, Math.min(spec.limit, items.length));
    return parkWithin(ctx, tx, held, 'map');
  });
}

function itemOf(spec: MapSpec, index: number, scope: Scope): NewItem | { error: string } {
  const step = spec.step;
  const item = { key: `${spec.id}.${index}`, title: `${titleOf(step)} ${index + 1}`, kind: step.kind, item_index: index, max_attempts: step.retry?.attempts ?? (step.kind === 'agent' ? 3 : 1), backoff_ms: step.retry?.backoffMs ?? 0 };
  if (step.kind !== 'agent') return { ...item, provider: null, timeout_seconds: null, input: resolveObject(step.kind === 'tool' ? step.with : step.input, scope) };
  const work = agentWork(step, scope);
  if (work.kind === 'invalid') return { error: work.message };
  return { ...item, provider: work.provider, timeout_seconds: step.timeoutSeconds ?? agentTimeoutSeconds, input: work.input };
}

function failed(code: string, message: string): StepMove {
  return { kind: 'end', status: 'failed', error: { code, message } };
}
