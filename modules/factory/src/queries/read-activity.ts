import type { ActivityItem, JsonObject } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { commentColumns, type CommentRow, commentTables, toComment } from '../sql/comments.ts';

type Row = CommentRow & { kind: 'comment' | 'change'; at: Date; key: string; actor_user_id: bigint | null; actor: string; action: string; payload: JsonObject };

/** Of two that happened at the same moment, the one of the greater key comes first. */
type Cursor = { at: string; key: string };

/** What became of a ticket, from the audit log, and what was said about it, newest first. */
export async function readActivity(tx: TenantRead, ticketId: bigint, before: Cursor | null, limit: number): Promise<{ items: ActivityItem[]; next: string | null }> {
  const [at, key] = [before?.at ?? null, before?.key ?? null];
  const rows: (Row & { at_text: string })[] = await tx.sql.unsafe(`
    SELECT *, at::text AS at_text FROM (
      (SELECT 'change' AS kind, a.at, 'a' || lpad(a.id::text, 19, '0') AS key, a.actor_user_id, a.actor, a.action, a.payload,
        0::bigint AS id, 0::bigint AS ticket_id, 'system' AS author_kind, NULL::bigint AS author_user_id, '' AS author, '' AS body_md, NULL::bigint AS run_id, NULL::text AS url, 0 AS version, a.at AS created_at, a.at AS updated_at
        FROM audit_log a WHERE a.tenant_id = $1 AND a.target_type = 'ticket' AND a.target_id = $2
          AND ($3::timestamptz IS NULL OR (a.at, 'a' || lpad(a.id::text, 19, '0')) < ($3::timestamptz, $4::text)) ORDER BY a.id DESC LIMIT $5)
      UNION ALL
      (SELECT 'comment', c.created_at, 'c' || lpad(c.id::text, 19, '0'), c.author_user_id, coalesce(c.author_name, nullif(u.name, ''), u.email), '', '{}'::jsonb, ${commentColumns}
        FROM ${commentTables} WHERE c.tenant_id = $1 AND c.ticket_id = $2
          AND ($3::timestamptz IS NULL OR (c.created_at, 'c' || lpad(c.id::text, 19, '0')) < ($3::timestamptz, $4::text)) ORDER BY c.id DESC LIMIT $5)) t
    ORDER BY at DESC, key DESC LIMIT $5`, [tx.tenantId, ticketId, at, key, limit + 1]);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { items: page.map(toItem), next: rows.length > limit && last ? Buffer.from(JSON.stringify([last.at_text, last.key])).toString('base64url') : null };
}

function toItem(row: Row): ActivityItem {
  const happened = { at: row.at.toISOString(), actor: { userId: row.actor_user_id === null ? null : String(row.actor_user_id), name: row.actor } };
  return row.kind === 'comment' ? { kind: 'comment', ...happened, comment: toComment(row) } : { kind: 'change', ...happened, action: row.action, payload: row.payload };
}
