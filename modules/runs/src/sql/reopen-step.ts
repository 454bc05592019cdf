import type { TenantTx } from '@lime/db';
import type { Lease } from './lease.ts';

/** Lets a gate's step wait again, after the work before it was done again. Null when the lease is gone. */
export async function reopenStep(tx: TenantTx, lease: Lease, stepId: bigint, expiresAt: Date): Promise<bigint | null> {
  const rows: { id: bigint }[] = await tx.sql`
    UPDATE run_steps s SET status = 'waiting', timeout_at = ${expiresAt}, due_at = ${expiresAt}, started_at = now()
    FROM runs r
    WHERE s.tenant_id = ${tx.tenantId} AND s.id = ${stepId} AND s.status = 'queued'
      AND r.tenant_id = s.tenant_id AND r.id = s.run_id AND r.lease_token = ${lease.token} AND r.position = s.position AND r.status IN ('queued', 'running', 'waiting')
    RETURNING s.id`;
  return rows[0]?.id ?? null;
}
