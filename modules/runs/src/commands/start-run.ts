import type { JsonObject, WorkflowSpec, WorkOrigin } from '@lime/contracts';
import { reserveBudget } from '@lime/budgets';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { launchRun } from '../engine/launch-run.ts';
import { noteRunChanged } from '../engine/note-run-changed.ts';
import type { OriginRun } from '../queries/read-origin.ts';
import { appendEvents } from '../sql/append-events.ts';

export type StartRun = {
  actor: Actor;
  spec: WorkflowSpec;
  title: string;
  input: JsonObject;
  projectId?: bigint;
  ticketId?: bigint;
  /** The most that the run may spend; reserved before it starts. */
  maxCostCents?: number;
  /** The run that it goes on with or reviews; it stands one deeper. */
  from?: { run: Pick<OriginRun, 'id' | 'depth'>; as: WorkOrigin['as'] };
  attemptGroupId?: bigint;
};

/**
 * Starts a run of the workflow, frozen as it is given: run, reservation, audit row and job are one
 * transaction. Refuses with 402 `budget_exceeded` when the project's budget does not allow it.
 */
export async function startRun(ctx: Pick<RunsContext, 'queue' | 'dispatch' | 'announcer' | 'onRunChanged'>, tx: TenantTx, start: StartRun): Promise<bigint> {
  const reservedCents = BigInt(start.maxCostCents ?? 0);
  const projectId = start.projectId ?? null;
  const { id: runId } = await launchRun(ctx, tx, {
    projectId, ticketId: start.ticketId ?? null, parentRunId: null, parentStepId: null, depth: start.from ? start.from.run.depth + 1 : 0,
    spec: start.spec, title: start.title, input: start.input, reservedCents, budgetRunId: null, createdBy: start.actor.userId,
    ...(start.from && { from: { runId: start.from.run.id, as: start.from.as } }), ...(start.attemptGroupId !== undefined && { attemptGroupId: start.attemptGroupId }),
  });
  if (projectId !== null) {
    const warnings = await reserveBudget(tx, { runId, projectId, amountCents: reservedCents, ...kindOf(start.input) });
    for (const text of warnings) await appendEvents(tx, runId, null, [{ type: 'status', text }]);
    recordAudit(tx, { actor: start.actor, action: 'run.start', target: { type: 'run', id: runId }, payload: { workflow: start.spec.key, maxCostCents: Number(reservedCents) } });
  }
  await noteRunChanged(ctx, tx, { id: runId, project_id: projectId });
  return runId;
}

/** What its budget counts it as. */
function kindOf({ provider, mode }: JsonObject): { provider: string | null; mode: string | null } {
  return { provider: typeof provider === 'string' ? provider : null, mode: typeof mode === 'string' ? mode : null };
}
