import { hashToken } from '@lime/kernel';
import type { TenantTx } from '@lime/db';

/** Ends the session of this token. */
export async function signOut(tx: TenantTx, token: string): Promise<void> {
  await tx.sql`UPDATE sessions SET revoked_at = now() WHERE tenant_id = ${tx.tenantId} AND token_hash = ${hashToken(token)} AND revoked_at IS NULL`;
}
