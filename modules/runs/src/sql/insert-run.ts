import type { JsonObject, WorkflowSpec } from '@lime/contracts';
import type { TenantTx } from '@lime/db';

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
  createdBy: bigint | null;
};

/** Inserts a queued run with its first event. */
export async function insertRun(tx: TenantTx, run: NewRun): Promise<bigint> {
  const event = { type: 'status', status: 'queued', text: 'Queued' };
  const [row]: { id: bigint }[] = await tx.sql`
    WITH run AS (
      INSERT INTO runs (tenant_id, project_id, ticket_id, parent_run_id, parent_step_id, depth, workflow, title, spec, input, reserved_cents, created_by, last_seq)
      VALUES (${tx.tenantId}, ${run.projectId}, ${run.ticketId}, ${run.parentRunId}, ${run.parentStepId}, ${run.depth}, ${run.spec.key}, ${run.title},
        ${run.spec}::jsonb, ${run.input}::jsonb, ${run.reservedCents}, ${run.createdBy}, 1)
      RETURNING id)
    INSERT INTO run_events (tenant_id, run_id, seq, body)
    SELECT ${tx.tenantId}, id, 1, ${event}::jsonb FROM run RETURNING run_id AS id`;
  if (!row) throw new Error('the run was not inserted');
  return row.id;
}
