import { AgentMode, Id, type JsonObject, Provider, type WorkflowSpec } from '@lime/contracts';
import { z } from 'zod';
import type { TenantTx } from '@lime/db';
import type { RunRow } from '../model.ts';
import { runLeaseMs } from '../tunables.ts';

export type NewRun = {
  projectId: bigint | null;
  ticketId: bigint | null;
  parentRunId: bigint | null;
  parentStepId: bigint | null;
  depth: number;
  spec: WorkflowSpec;
  title: string;
  input: JsonObject;
  reservedCents: bigint;
  /** The root whose reservation this run spends; null for a root. */
  budgetRunId: bigint | null;
  createdBy: bigint | null;
  /** The run that it goes on with or reviews. */
  from?: { runId: bigint; as: 'continuation' | 'review' };
  /** The runs side by side that it is one of. */
  attemptGroupId?: bigint;
  /** Born under this process's lease: it is moved right after the commit, or by the sweeper when the lease runs out. */
  leased: boolean;
};

/** What a run is looked for by, as far as its input says it. */
const Agent = z.object({ provider: Provider, mode: AgentMode });
const Place = z.object({ repositoryId: Id });

/** Inserts a queued run with its first event. */
export async function insertRun(tx: TenantTx, run: NewRun): Promise<RunRow> {
  const event = { type: 'status', status: 'queued', text: 'Queued' };
  const agent = Agent.safeParse(run.input).data;
  const [row]: RunRow[] = await tx.sql`
    WITH run AS (
      INSERT INTO runs (tenant_id, project_id, ticket_id, parent_run_id, parent_step_id, depth, workflow, title, spec, input, reserved_cents, budget_run_id, created_by, from_run_id, from_as, attempt_group_id, provider, mode, last_seq, lease_token, lease_expires_at, started_at)
      VALUES (${tx.tenantId}, ${run.projectId}, ${run.ticketId}, ${run.parentRunId}, ${run.parentStepId}, ${run.depth}, ${run.spec.key}, ${run.title},
        ${run.spec}::jsonb, ${run.input}::jsonb, ${run.reservedCents}, ${run.budgetRunId}, ${run.createdBy}, ${run.from?.runId ?? null}, ${run.from?.as ?? null}, ${run.attemptGroupId ?? null}, ${agent?.provider ?? null}, ${agent?.mode ?? null}, 1,
        ${run.leased ? 1 : 0}, CASE WHEN ${run.leased} THEN now() + make_interval(secs => ${runLeaseMs / 1000}) END, CASE WHEN ${run.leased} THEN now() END)
      RETURNING *),
    event AS (
      INSERT INTO run_events (tenant_id, run_id, seq, body) SELECT ${tx.tenantId}, id, 1, ${event}::jsonb FROM run)
    SELECT * FROM run`;
  if (!row) throw new Error('the run was not inserted');
  await noteRepositories(tx, row);
  return row;
}

async function noteRepositories(tx: TenantTx, { id, input }: RunRow): Promise<void> {
  const places = [input['repository'], ...(Array.isArray(input['others']) ? input['others'] : [])];
  const ids = new Set(places.flatMap((place) => Place.safeParse(place).data?.repositoryId ?? []));
  if (ids.size > 0) await tx.sql`INSERT INTO run_repositories (tenant_id, repository_id, run_id) SELECT ${tx.tenantId}, repository_id, ${id} FROM unnest(${`{${[...ids].join(',')}}`}::text::bigint[]) repository_id`;
}
