import { hashToken } from '@lime/kernel';
import type { Db } from '@lime/db';
import type { Principal } from '@lime/http';

type Row = { user_id: bigint; email: string; name: string; roles: string[] | null; permissions: string[] | null };

/** The person whose session token this is; null when it is unknown, expired or revoked, or the person is not active. */
export async function authenticate(db: Db, token: string): Promise<Principal | null> {
  const [session]: { tenant_id: bigint; user_id: bigint }[] = await db.engine((tx) => tx.sql`
    SELECT tenant_id, user_id FROM sessions WHERE token_hash = ${hashToken(token)} AND revoked_at IS NULL AND expires_at > now()`);
  if (!session) return null;
  const [row]: Row[] = await db.tenant(session.tenant_id, (tx) => tx.sql`
    SELECT u.id AS user_id, u.email, u.name, array_agg(DISTINCT r.name) FILTER (WHERE r.name IS NOT NULL) AS roles, array_agg(DISTINCT p.value) FILTER (WHERE p.value IS NOT NULL) AS permissions
    FROM users u LEFT JOIN user_roles ur ON ur.tenant_id = u.tenant_id AND ur.user_id = u.id LEFT JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = ur.role_id
      LEFT JOIN LATERAL jsonb_array_elements_text(r.permissions) p ON true
    WHERE u.tenant_id = ${tx.tenantId} AND u.id = ${session.user_id} AND u.active GROUP BY u.id`);
  if (!row) return null;
  return { tenantId: session.tenant_id, userId: row.user_id, name: row.name === '' ? row.email : row.name, email: row.email, roles: row.roles ?? [], permissions: row.permissions ?? [] };
}
