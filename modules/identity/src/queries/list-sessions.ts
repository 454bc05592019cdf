import type { SessionView } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import type { PageWanted, Principal } from '@lime/http';

type Row = { id: bigint; kind: 'browser' | 'cli'; opened_by: string; address: string | null; agent: string | null; created_at: Date; last_seen_at: Date | null; expires_at: Date };

/** The person's own sessions that have not ended, the newest first, one more than the page's limit. */
export async function listSessions(tx: TenantRead, { userId }: Principal, { cursor, limit }: PageWanted): Promise<Row[]> {
  return await tx.sql`
    SELECT id, kind, opened_by, address, agent, created_at, last_seen_at, expires_at FROM sessions
    WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId} AND revoked_at IS NULL AND expires_at > now() AND (${cursor}::bigint IS NULL OR id < ${cursor}) ORDER BY id DESC LIMIT ${limit + 1}`;
}

export function toSessionView({ credential }: Principal): (row: Row) => SessionView {
  const own = credential?.kind === 'session' ? credential.id : null;
  return (row) => ({
    id: String(row.id), kind: row.kind, openedBy: row.opened_by, current: row.id === own, address: row.address, agent: row.agent,
    createdAt: row.created_at.toISOString(), lastSeenAt: row.last_seen_at?.toISOString() ?? null, expiresAt: row.expires_at.toISOString(),
  });
}
