import type { RunEventBody } from '@lime/contracts';
import type { TenantTx } from '@lime/db';

/**
 * Appends events to a run, numbered without holes: the run's row is locked by the statement, so
 * two writers take their numbers one after the other. Returns the last seq.
 */
export async function appendEvents(tx: TenantTx, runId: bigint, stepId: bigint | null, events: RunEventBody[]): Promise<bigint> {
  const [row]: { last_seq: bigint }[] = await tx.sql`
    WITH run AS (
      UPDATE runs SET last_seq = last_seq + ${events.length} WHERE tenant_id = ${tx.tenantId} AND id = ${runId} RETURNING last_seq),
    event AS (
      INSERT INTO run_events (tenant_id, run_id, seq, step_id, body)
      SELECT ${tx.tenantId}, ${runId}, run.last_seq - ${events.length} + e.ordinality, ${stepId}, e.value
      FROM run, jsonb_array_elements(${events}::jsonb) WITH ORDINALITY e)
    SELECT last_seq FROM run`;
  if (!row) throw new Error(`run ${runId} is not there to append to`);
  return row.last_seq;
}
