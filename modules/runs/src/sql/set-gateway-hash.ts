import type { TenantTx } from '@lime/db';

/** Keeps the hash of the token that opens the model gateway for a step's claim; the one before it opens nothing any more. */
export function setGatewayHash(tx: TenantTx, stepId: bigint, hash: Uint8Array): void {
  tx.send(tx.sql`UPDATE run_steps SET gateway_hash = ${hash} WHERE tenant_id = ${tx.tenantId} AND id = ${stepId}`);
}
