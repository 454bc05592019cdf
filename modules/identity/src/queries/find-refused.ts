import { hashToken } from '@lime/kernel';
import type { Db, EngineTx } from '@lime/db';
import { apiKeyPrefix } from '../api-key-prefix.ts';

/** Whose a token was that lets nobody in: its row, and why, where it was known once. */
export type Refused = { tenantId: bigint; id: bigint; why: string };

type Row = { id: bigint; tenant_id: bigint; why: string };

/** What a token that was refused had been made for; null for one that nobody ever made. */
export async function findRefused(db: Db, by: 'link' | 'invitation' | 'key', token: string): Promise<Refused | null> {
  const [row] = await db.engine((tx) => lookUps[by](tx, hashToken(token)));
  return row ? { tenantId: row.tenant_id, id: row.id, why: row.why } : null;
}

/** Whether a token says of itself that it is an API key. */
export function isApiKey(token: string): boolean {
  return token.startsWith(apiKeyPrefix);
}

const lookUps: Record<'link' | 'invitation' | 'key', (tx: EngineTx, hash: Uint8Array) => Promise<Row[]>> = {
  link: (tx, hash) => tx.sql`
    SELECT l.id, l.tenant_id, CASE WHEN NOT u.active THEN 'member_disabled' WHEN l.used_at IS NOT NULL THEN 'used' ELSE 'expired' END AS why
    FROM sign_in_links l JOIN users u ON u.id = l.user_id WHERE l.token_hash = ${hash}`,
  invitation: (tx, hash) => tx.sql`
    SELECT id, tenant_id, CASE WHEN accepted_at IS NOT NULL THEN 'used' WHEN revoked_at IS NOT NULL THEN 'revoked' WHEN expires_at <= now() THEN 'expired' ELSE 'refused' END AS why FROM invitations WHERE token_hash = ${hash}`,
  key: (tx, hash) => tx.sql`
    SELECT k.id, k.tenant_id, CASE WHEN k.revoked_at IS NOT NULL THEN 'revoked' WHEN k.expires_at <= now() THEN 'expired' ELSE 'member_disabled' END AS why
    FROM api_keys k WHERE k.key_hash = ${hash}`,
};
