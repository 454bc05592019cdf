import type { TenantTx } from '@lime/db';

/** Ends every session of one kind that a person has. */
export async function endSessions(tx: TenantTx, userId: bigint, kind: 'browser' | 'cli'): Promise<void> {
  await tx.sql`UPDATE sessions SET revoked_at = now() WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId} AND kind = ${kind} AND revoked_at IS NULL`;
}
