import type { TenantRead, TenantTx } from '@lime/db';
import type { PageWanted } from '@lime/http';

export type ApiKeyRow = { id: bigint; name: string; prefix: string; scopes: string[]; user_id: bigint; user_name: string; created_at: Date; expires_at: Date | null; last_used_at: Date | null; revoked_at: Date | null };

/** Keys, newest first, one more than the page holds; of one user or of all. */
export async function readApiKeys(tx: TenantRead, { keyId, userId, page }: { keyId?: bigint; userId: bigint | null; page: PageWanted }): Promise<ApiKeyRow[]> {
  return await tx.sql`
    SELECT k.id, k.name, k.prefix, k.scopes, k.user_id, coalesce(nullif(u.name, ''), u.email) AS user_name, k.created_at, k.expires_at, k.last_used_at, k.revoked_at
    FROM api_keys k JOIN users u ON u.tenant_id = k.tenant_id AND u.id = k.user_id
    WHERE k.tenant_id = ${tx.tenantId} AND (${keyId ?? null}::bigint IS NULL OR k.id = ${keyId ?? null}) AND (${userId}::bigint IS NULL OR k.user_id = ${userId}) AND (${page.cursor}::bigint IS NULL OR k.id < ${page.cursor})
    ORDER BY k.id DESC LIMIT ${page.limit + 1}`;
}

export async function insertApiKey(tx: TenantTx, key: { userId: bigint; name: string; prefix: string; hash: Uint8Array; scopes: string[]; expiresAt: string | null }): Promise<bigint> {
  const [row]: { id: bigint }[] = await tx.sql`
    INSERT INTO api_keys (tenant_id, user_id, name, prefix, key_hash, scopes, expires_at)
    VALUES (${tx.tenantId}, ${key.userId}, ${key.name}, ${key.prefix}, ${key.hash}, ${key.scopes}::jsonb, ${key.expiresAt}::timestamptz) RETURNING id`;
  if (!row) throw new Error('the key was not inserted');
  return row.id;
}

/** A key at work, of the user's or of anybody's, which nobody else changes until the transaction ends; null when there is none. */
export async function lockApiKey(tx: TenantTx, keyId: bigint, userId: bigint | null): Promise<{ scopes: string[]; expires_at: Date | null; key_hash: Uint8Array } | null> {
  const [row]: { scopes: string[]; expires_at: Date | null; key_hash: Uint8Array }[] = await tx.sql`
    SELECT scopes, expires_at, key_hash FROM api_keys WHERE tenant_id = ${tx.tenantId} AND id = ${keyId} AND (${userId}::bigint IS NULL OR user_id = ${userId}) AND revoked_at IS NULL FOR NO KEY UPDATE`;
  return row ?? null;
}

export async function updateApiKeyRow(tx: TenantTx, keyId: bigint, { name, scopes, expiresAt }: { name: string | null; scopes: string[] | null; expiresAt: string | null }): Promise<void> {
  await tx.sql`
    UPDATE api_keys SET name = coalesce(${name}, name), scopes = coalesce(${scopes}::jsonb, scopes), expires_at = coalesce(${expiresAt}::timestamptz, expires_at)
    WHERE tenant_id = ${tx.tenantId} AND id = ${keyId}`;
}

/** Ends a key of the user's, or of anybody's; null when there is no such key at work. */
export async function endApiKey(tx: TenantTx, keyId: bigint, userId: bigint | null): Promise<{ name: string; key_hash: Uint8Array } | null> {
  const [row]: { name: string; key_hash: Uint8Array }[] = await tx.sql`
    UPDATE api_keys SET revoked_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ${keyId} AND (${userId}::bigint IS NULL OR user_id = ${userId}) AND revoked_at IS NULL RETURNING name, key_hash`;
  return row ?? null;
}
