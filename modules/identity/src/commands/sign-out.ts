import { hashToken } from '@lime/kernel';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';

/** Ends the person's session of this token. */
export async function signOut(tx: TenantTx, person: Actor & { userId: bigint }, token: string): Promise<void> {
  await tx.sql`UPDATE sessions SET revoked_at = now() WHERE tenant_id = ${tx.tenantId} AND token_hash = ${hashToken(token)} AND revoked_at IS NULL`;
  recordAudit(tx, { actor: person, action: 'session.close', target: { type: 'user', id: person.userId } });
}
