import type { TenantTx } from '@lime/db';
import type { Lease } from './lease.ts';

/** Moves the run past a step whose result was written by somebody else: a runner, a person, a child run. */
export async function absorbStep(tx: TenantTx, lease: Lease, position: number): Promise<boolean> {
  const rows: unknown[] = await tx.sql`
    UPDATE runs SET position = position + 1, status = 'running', waiting_on = NULL, waiting_since = NULL
    WHERE tenant_id = ${tx.tenantId} AND id = ${lease.runId} AND lease_token = ${lease.token} AND position = ${position} AND status IN ('queued', 'running', 'waiting')
    RETURNING id`;
  return rows.length > 0;
}
