import type { CommentView } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';
import type { PageWanted } from '@lime/http';

export type CommentRow = { id: bigint; ticket_id: bigint; author_user_id: bigint; author: string; body_md: string; version: number; created_at: Date; updated_at: Date };

export function toComment(row: CommentRow): CommentView {
  return {
    id: String(row.id), ticketId: String(row.ticket_id), author: { userId: String(row.author_user_id), name: row.author }, bodyMd: row.body_md,
    version: row.version, createdAt: row.created_at.toISOString(), updatedAt: row.updated_at.toISOString(),
  };
}

/** In the order in which they were said, one more than the page holds. */
export async function readComments(tx: TenantRead, ticketId: bigint, page: PageWanted): Promise<CommentRow[]> {
  return await tx.sql`
    SELECT c.id, c.ticket_id, c.author_user_id, coalesce(nullif(u.name, ''), u.email) AS author, c.body_md, c.version, c.created_at, c.updated_at
    FROM ticket_comments c JOIN users u ON u.tenant_id = c.tenant_id AND u.id = c.author_user_id
    WHERE c.tenant_id = ${tx.tenantId} AND c.ticket_id = ${ticketId} AND c.id > ${page.cursor ?? 0n} ORDER BY c.id LIMIT ${page.limit + 1}`;
}

/** One of a ticket that is there. */
export async function readComment(tx: TenantRead, id: bigint): Promise<(CommentRow & { project_id: bigint }) | null> {
  const [row]: (CommentRow & { project_id: bigint })[] = await tx.sql`
    SELECT c.id, c.ticket_id, c.author_user_id, coalesce(nullif(u.name, ''), u.email) AS author, c.body_md, c.version, c.created_at, c.updated_at, t.project_id
    FROM ticket_comments c JOIN users u ON u.tenant_id = c.tenant_id AND u.id = c.author_user_id JOIN tickets t ON t.tenant_id = c.tenant_id AND t.id = c.ticket_id AND t.deleted_at IS NULL
    WHERE c.tenant_id = ${tx.tenantId} AND c.id = ${id}`;
  return row ?? null;
}

export async function insertComment(tx: TenantTx, ticketId: bigint, author: { userId: bigint }, bodyMd: string): Promise<bigint> {
  const [row]: { id: bigint }[] = await tx.sql`INSERT INTO ticket_comments (tenant_id, ticket_id, author_user_id, body_md) VALUES (${tx.tenantId}, ${ticketId}, ${author.userId}, ${bodyMd}) RETURNING id`;
  if (!row) throw new Error('the comment was not inserted');
  return row.id;
}

/** False: it is of another version by now. */
export async function updateCommentRow(tx: TenantTx, id: bigint, version: number, bodyMd: string): Promise<boolean> {
  const rows: unknown[] = await tx.sql`UPDATE ticket_comments SET body_md = ${bodyMd}, version = version + 1, updated_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND version = ${version} RETURNING 1`;
  return rows.length > 0;
}

export async function deleteCommentRow(tx: TenantTx, id: bigint): Promise<void> {
  await tx.sql`DELETE FROM ticket_comments WHERE tenant_id = ${tx.tenantId} AND id = ${id}`;
}
