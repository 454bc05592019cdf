import { hashToken } from '@lime/kernel';
import type { Db, EngineTx, TenantTx } from '@lime/db';
import { type Credential, mayDo, type Principal } from '@lime/http';
import { apiKeyPrefix } from '../api-key-prefix.ts';
import { shownName } from '../shown-name.ts';
import type { SessionSource } from '../commands/open-session.ts';

type Found = { id: bigint; tenant_id: bigint; user_id: bigint; expires_at: Date | null; opened_by?: SessionSource['openedBy'] };
type Row = { user_id: bigint; email: string; name: string; roles: string[] | null; permissions: string[] | null };
type Key = { name: string; scopes: string[] };

/**
 * The person whose session or API key this is; null when it is unknown, expired or revoked, or the person is
 * not active. Looked up by its hash: how long that takes says nothing about the tokens that there are.
 */
export async function authenticate(db: Db, token: string): Promise<Principal | null> {
  const kind = token.startsWith(apiKeyPrefix) ? 'key' : 'session';
  const [found] = await db.engine((tx) => (kind === 'key' ? findKey(tx, hashToken(token)) : findSession(tx, hashToken(token))));
  if (!found) return null;
  return db.tenant(found.tenant_id, async (tx) => {
    const [row] = await readAccess(tx, found.user_id);
    if (!row) return null;
    const person = { tenantId: tx.tenantId, userId: row.user_id, name: shownName(row), email: row.email, roles: row.roles ?? [], permissions: row.permissions ?? [] };
    const credential: Credential = { kind, id: found.id, full: true, everywhere: kind === 'session' && found.opened_by !== 'handed_link', expiresAt: found.expires_at };
    return kind === 'session' ? { ...person, credential } : throughKey(tx, person, credential);
  });
}

/** What a key may do: its scopes, as far as its user may do them now. It is named wherever the person is. */
async function throughKey(tx: TenantTx, person: Principal, credential: Credential): Promise<Principal | null> {
  const [key]: Key[] = await tx.sql`SELECT name, scopes FROM api_keys WHERE tenant_id = ${tx.tenantId} AND id = ${credential.id} AND revoked_at IS NULL`;
  if (!key) return null;
  const full = key.scopes.includes('*');
  const permissions = full ? person.permissions : key.scopes.filter((scope) => scope !== 'read' && mayDo(person, scope));
  return { ...person, name: `${person.name} (key ${key.name})`, permissions, credential: { ...credential, full } };
}

function findSession(tx: EngineTx, hash: Uint8Array): Promise<Found[]> {
  return tx.sql`SELECT id, tenant_id, user_id, expires_at, opened_by FROM sessions WHERE token_hash = ${hash} AND revoked_at IS NULL AND expires_at > now()`;
}

function findKey(tx: EngineTx, hash: Uint8Array): Promise<Found[]> {
  return tx.sql`SELECT id, tenant_id, user_id, expires_at FROM api_keys WHERE key_hash = ${hash} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`;
}

function readAccess(tx: TenantTx, userId: bigint): Promise<Row[]> {
  return tx.sql`
    SELECT u.id AS user_id, u.email, u.name, array_agg(DISTINCT r.name) FILTER (WHERE r.name IS NOT NULL) AS roles, array_agg(DISTINCT p.value) FILTER (WHERE p.value IS NOT NULL) AS permissions
    FROM users u LEFT JOIN user_roles ur ON ur.tenant_id = u.tenant_id AND ur.user_id = u.id LEFT JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = ur.role_id
      LEFT JOIN LATERAL jsonb_array_elements_text(r.permissions) p ON true
    WHERE u.tenant_id = ${tx.tenantId} AND u.id = ${userId} AND u.active GROUP BY u.id`;
}
