import type { TenantTx } from '@lime/db';

/** Whether a runner's lease of its step still holds. */
export async function holdsStep(tx: TenantTx, stepId: bigint, leaseToken: bigint): Promise<boolean> {
  const held: unknown[] = await tx.sql`
    SELECT 1 FROM run_steps WHERE tenant_id = ${tx.tenantId} AND id = ${stepId} AND lease_token = ${leaseToken} AND status = 'running'`;
  return held.length > 0;
}
