import type { Failure } from '@lime/contracts';
import type { TenantTx } from '@lime/db';

/**
 * Gives a failed or abandoned step its next attempt, after its backoff (doubling, at most an hour).
 * Raises the lease token: whoever had it is fenced out. False when no attempt is left.
 */
export async function requeueStep(tx: TenantTx, stepId: bigint, leaseToken: bigint, error: Failure): Promise<boolean> {
  const rows: unknown[] = await tx.sql`
    UPDATE run_steps SET status = 'queued', attempt = attempt + 1, error = ${error}::jsonb, lease_token = lease_token + 1, lease_expires_at = NULL,
      runner_id = NULL, shared_runner_id = NULL, last_batch = 0, timeout_at = NULL,
      run_after = now() + least(backoff_ms * 2.0 ^ (attempt - 1), 3600000) * interval '1 millisecond',
      due_at = now() + least(backoff_ms * 2.0 ^ (attempt - 1), 3600000) * interval '1 millisecond'
    WHERE tenant_id = ${tx.tenantId} AND id = ${stepId} AND lease_token = ${leaseToken} AND status = 'running' AND attempt < max_attempts
    RETURNING id`;
  return rows.length > 0;
}
