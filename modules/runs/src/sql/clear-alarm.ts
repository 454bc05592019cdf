import type { TenantTx } from '@lime/db';

/** Turns off the alarm of a step that waits for somebody else's move now. */
export async function clearAlarm(tx: TenantTx, stepId: bigint): Promise<void> {
  await tx.sql`UPDATE run_steps SET due_at = NULL WHERE tenant_id = ${tx.tenantId} AND id = ${stepId} AND status = 'queued'`;
}
