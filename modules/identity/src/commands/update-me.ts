import { recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import type { Principal } from '@lime/http';
import type { Authenticator } from '../session-cache.ts';

/** Gives oneself another name. */
export async function renameMe(sessions: Authenticator, tx: TenantTx, person: Principal, name: string): Promise<void> {
  await tx.sql`UPDATE users SET name = ${name}, updated_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ${person.userId}`;
  recordAudit(tx, { actor: person, action: 'user.update', target: { type: 'user', id: person.userId }, payload: { name } });
  tx.afterCommit(() => sessions.forgetMember(tx.tenantId, person.userId));
}
