import type { TenantTx } from '@lime/db';
import type { StepRow } from '../model.ts';

/** Takes an item from a server that died with it, and queues it again under a new lease token. */
export async function releaseItem(tx: TenantTx, item: StepRow): Promise<void> {
  await tx.sql`
    UPDATE run_steps SET status = 'queued', lease_token = lease_token + 1, lease_expires_at = NULL, due_at = NULL, run_after = NULL
    WHERE tenant_id = ${tx.tenantId} AND id = ${item.id} AND lease_token = ${item.lease_token} AND status = 'running'`;
}
