import type { Failure, JsonObject, RunStatus } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { RunRow } from '../model.ts';
import type { Lease } from './lease.ts';

export type RunEnd = { status: Extract<RunStatus, 'succeeded' | 'failed' | 'cancelled'>; output: JsonObject | null; error: Failure | null };

/** Ends the run, once; one that was cancelled keeps the reason that was given then. Null when the lease is gone or the run had ended. */
export async function finishRun(tx: TenantTx, lease: Lease, end: RunEnd): Promise<RunRow | null> {
  const text = end.error ? end.error.message : end.status === 'succeeded' ? 'Done' : 'Cancelled';
  const event = { type: 'status', status: end.status, text };
  const rows: RunRow[] = await tx.sql`
    WITH ended AS (
      UPDATE runs SET status = ${end.status}, waiting_on = NULL, waiting_since = NULL, output = ${end.output}::jsonb, error = coalesce(${end.error}::jsonb, CASE WHEN ${end.status} = 'cancelled' THEN error END),
        lease_expires_at = NULL, ended_at = now(), last_seq = last_seq + 1
      WHERE tenant_id = ${tx.tenantId} AND id = ${lease.runId} AND lease_token = ${lease.token} AND status IN ('queued', 'running', 'waiting')
      RETURNING *),
    event AS (
      INSERT INTO run_events (tenant_id, run_id, seq, body) SELECT tenant_id, id, last_seq, ${event}::jsonb FROM ended)
    SELECT * FROM ended`;
  return rows[0] ?? null;
}
