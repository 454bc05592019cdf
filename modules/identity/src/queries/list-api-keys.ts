import type { ApiKeyView } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import type { TenantRead } from '@lime/db';
import { type PageWanted, toPage } from '@lime/http';
import { type ApiKeyRow, readApiKeys } from '../sql/api-keys.ts';

/** The keys of a user; of everybody when it is null. */
export async function listApiKeys(tx: TenantRead, userId: bigint | null, page: PageWanted): Promise<{ items: ApiKeyView[]; next: string | null }> {
  return toPage(await readApiKeys(tx, { userId, page }), page, viewOf);
}

/** 404 for another's, unless `userId` is null. */
export async function readApiKey(tx: TenantRead, keyId: bigint, userId: bigint | null): Promise<ApiKeyView> {
  const [row] = await readApiKeys(tx, { keyId, userId, page: { cursor: null, limit: 1 } });
  return row ? viewOf(row) : refuse(notFound('API key'));
}

function viewOf(row: ApiKeyRow): ApiKeyView {
  return {
    id: String(row.id), name: row.name, prefix: row.prefix, scopes: row.scopes, user: { id: String(row.user_id), name: row.user_name },
    createdAt: row.created_at.toISOString(), expiresAt: row.expires_at?.toISOString() ?? null, lastUsedAt: row.last_used_at?.toISOString() ?? null, revokedAt: row.revoked_at?.toISOString() ?? null,
  };
}
