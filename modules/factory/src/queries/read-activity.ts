import type { ActivityItem, JsonObject } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { type CommentRow, toComment } from '../sql/comments.ts';

type Row = CommentRow & { kind: 'comment' | 'change'; at: Date; key: string; actor_user_id: bigint | null; actor: string; action: string; payload: JsonObject };

/** Of two that happened at the same moment, the one of the greater key comes first. */
type Cursor = { at: string; key: string };

/** What became of a ticket, from the audit log, and what was said about it, newest first. */
export async function readActivity(tx: TenantRead, ticketId: bigint, before: Cursor | null, limit: number): Promise<{ items: ActivityItem[]; next: string | null }> {
  const [at, key] = [before?.at ?? null, before?.key ?? null];
  const rows: (Row & { at_text: string })[] = await tx.sql`
    SELECT *, at::text AS at_text FROM (
      (SELECT 'change' AS kind, a.at, 'a' || lpad(a.id::text, 19, '0') AS key, a.actor_user_id, a.actor, a.action, a.payload,
        0::bigint AS id, 0::bigint AS ticket_id, 0::bigint AS author_user_id, '' AS author, '' AS body_md, 0 AS version, a.at AS created_at, a.at AS updated_at
        FROM audit_log a WHERE a.tenant_id = ${tx.tenantId} AND a.target_type = 'ticket' AND a.target_id = ${ticketId}
          AND (${at}::timestamptz IS NULL OR (a.at, 'a' || lpad(a.id::text, 19, '0')) < (${at}::timestamptz, ${key}::text)) ORDER BY a.id DESC LIMIT ${limit + 1})
      UNION ALL
      (SELECT 'comment', c.created_at, 'c' || lpad(c.id::text, 19, '0'), c.author_user_id, coalesce(nullif(u.name, ''), u.email), '', '{}'::jsonb,
        c.id, c.ticket_id, c.author_user_id, coalesce(nullif(u.name, ''), u.email), c.body_md, c.version, c.created_at, c.updated_at
        FROM ticket_comments c JOIN users u ON u.tenant_id = c.tenant_id AND u.id = c.author_user_id WHERE c.tenant_id = ${tx.tenantId} AND c.ticket_id = ${ticketId}
          AND (${at}::timestamptz IS NULL OR (c.created_at, 'c' || lpad(c.id::text, 19, '0')) < (${at}::timestamptz, ${key}::text)) ORDER BY c.id DESC LIMIT ${limit + 1})) t
    ORDER BY at DESC, key DESC LIMIT ${limit + 1}`;
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { items: page.map(toItem), next: rows.length > limit && last ? Buffer.from(JSON.stringify([last.at_text, last.key])).toString('base64url') : null };
}

function toItem(row: Row): ActivityItem {
  const happened = { at: row.at.toISOString(), actor: { userId: row.actor_user_id === null ? null : String(row.actor_user_id), name: row.actor } };
  return row.kind === 'comment' ? { kind: 'comment', ...happened, comment: toComment(row) } : { kind: 'change', ...happened, action: row.action, payload: row.payload };
}
