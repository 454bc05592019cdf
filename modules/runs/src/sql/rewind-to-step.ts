import type { TenantTx } from '@lime/db';
import type { RunRow } from '../model.ts';

/** `between`: the steps that come after the work and before the question. */
export type RewindTarget = { key: string; position: number; gateKey: string; between: string[] };

/**
 * Takes a run that waits at a gate back to the agent step that it asks about. What was done in between is set aside under
 * another key (`review_1~57`) and done anew. Raises the run's and the
 * step's lease tokens: whoever looks at the run just now finds its writes refused. Attempts go on
 * counting, as each has a workspace of its own, and the new work may be tried as often as the old.
 * The caller has locked the run's row. False, with nothing changed, when the question has been decided already.
 */
export async function rewindToStep(tx: TenantTx, run: RunRow, { key, position, gateKey, between }: RewindTarget): Promise<boolean> {
  const withdrawn: unknown[] = await tx.sql`
    UPDATE gates SET status = 'superseded', closed_at = now()
    WHERE tenant_id = ${tx.tenantId} AND run_id = ${run.id} AND status = 'open' RETURNING id`;
  if (withdrawn.length === 0) return false;
  await tx.sql`
    UPDATE run_steps SET status = 'queued', attempt = attempt + 1, max_attempts = max_attempts + attempt, lease_token = lease_token + 1, claim_hash = NULL, lease_expires_at = NULL, runner_id = NULL, shared_runner_id = NULL, output = NULL, error = NULL,
      run_after = NULL, timeout_at = NULL, due_at = NULL, started_at = NULL, ended_at = NULL
    WHERE tenant_id = ${tx.tenantId} AND run_id = ${run.id} AND key IN (${key}, ${gateKey})`;
  if (between.length > 0) await tx.sql`UPDATE run_steps SET key = key || '~' || id WHERE tenant_id = ${tx.tenantId} AND run_id = ${run.id} AND key IN (SELECT jsonb_array_elements_text(${between}::jsonb))`;
  await tx.sql`
    UPDATE runs SET position = ${position}, waiting_on = 'runner', waiting_since = now(), lease_token = lease_token + 1, lease_expires_at = NULL
    WHERE tenant_id = ${tx.tenantId} AND id = ${run.id}`;
  return true;
}
