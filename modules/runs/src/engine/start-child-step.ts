import { Id, type JsonObject, type WorkflowStep } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import type { RunRow } from '../model.ts';
import { openStep } from '../sql/open-step.ts';
import { maxDepth } from '../tunables.ts';
import { holdUntilDone } from './hold-until-done.ts';
import { type HeldRun, scopeOf, titleOf } from './held-run.ts';
import { launchRun } from './launch-run.ts';
import { parkWithin } from './park-step.ts';
import { resolveObject, resolveText } from './resolve-references.ts';
import type { StepMove } from './step-move.ts';

type ChildSpec = Extract<WorkflowStep, { kind: 'child' }>;

/** Starts another workflow as a run of its own, and waits for its end. */
export async function startChildStep(ctx: RunsContext, held: HeldRun, spec: ChildSpec): Promise<StepMove> {
  return ctx.db.tenant(held.lease.tenantId, async (tx) => {
    const stepId = await openStep(tx, held.lease, { key: spec.id, title: titleOf(spec), kind: 'child', position: held.position, status: 'waiting' });
    if (stepId === null) return { kind: 'lost' };
    const started = await startChildRun(ctx, tx, held.run, stepId, spec, resolveObject(spec.input, scopeOf(held)));
    if (started.kind === 'refused') return { kind: 'end', status: 'failed', error: started.error };
    return parkWithin(ctx, tx, held, 'child');
  });
}

/**
 * Inserts the child run of a step; the step's result is written when that run ends. It spends what its root has reserved, and belongs
 * to the ticket that its input names: while that waits for others, so does the run.
 */
export async function startChildRun(ctx: RunsContext, tx: TenantTx, parent: Pick<RunRow, 'id' | 'depth' | 'created_by' | 'title' | 'budget_run_id' | 'project_id' | 'input'>, stepId: bigint, spec: ChildSpec, input: JsonObject) {
  const key = resolveText(spec.workflow, { input: parent.input, outputs: new Map() });
  const workflow = ctx.workflows.get(key);
  if (!workflow) return { kind: 'refused', error: { code: 'workflow_unknown', message: `There is no workflow called "${key}".` } } as const;
  if (parent.depth + 1 > maxDepth) return { kind: 'refused', error: { code: 'too_deep', message: `At most ${maxDepth} runs may lead to a run, one from the other.` } } as const;
  const ticketId = Id.safeParse(input['ticketId']).data;
  const isHeld = ticketId !== undefined && ((await ctx.blockers?.describe(tx, BigInt(ticketId))) ?? null) !== null;
  const run = await launchRun(ctx, tx, {
    projectId: ticketId === undefined ? null : parent.project_id, ticketId: ticketId === undefined ? null : BigInt(ticketId), parentRunId: parent.id, parentStepId: stepId, depth: parent.depth + 1, spec: isHeld ? holdUntilDone(workflow) : workflow,
    title: ticketId !== undefined && typeof input['title'] === 'string' ? input['title'] : `${parent.title}: ${workflow.title}`, input, reservedCents: 0n, budgetRunId: parent.budget_run_id ?? parent.id, createdBy: parent.created_by,
  });
  return { kind: 'started', runId: run.id } as const;
}
