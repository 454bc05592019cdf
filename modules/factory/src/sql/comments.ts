import type { CommentAuthor, CommentView } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';
import type { PageWanted } from '@lime/http';

export type CommentRow = {
  id: bigint; ticket_id: bigint; author_kind: CommentAuthor; author_user_id: bigint | null; author: string; body_md: string; run_id: bigint | null; url: string | null; version: number; created_at: Date; updated_at: Date;
};

export function toComment(row: CommentRow): CommentView {
  return {
    id: String(row.id), ticketId: String(row.ticket_id), author: { kind: row.author_kind, userId: row.author_user_id === null ? null : String(row.author_user_id), name: row.author }, bodyMd: row.body_md,
    runId: row.run_id === null ? null : String(row.run_id), url: row.url, version: row.version, createdAt: row.created_at.toISOString(), updatedAt: row.updated_at.toISOString(),
  };
}

/** A comment `c`, with its author `u` where that is a member. */
export const commentColumns = `c.id, c.ticket_id, c.author_kind, c.author_user_id, coalesce(c.author_name, nullif(u.name, ''), u.email) AS author, c.body_md, c.run_id, c.url, c.version, c.created_at, c.updated_at`;
export const commentTables = `ticket_comments c LEFT JOIN users u ON u.tenant_id = c.tenant_id AND u.id = c.author_user_id`;

/** In the order in which they were said, one more than the page holds. */
export async function readComments(tx: TenantRead, ticketId: bigint, page: PageWanted): Promise<CommentRow[]> {
  return await tx.sql.unsafe(`SELECT ${commentColumns} FROM ${commentTables} WHERE c.tenant_id = $1 AND c.ticket_id = $2 AND c.id > $3 ORDER BY c.id LIMIT $4`, [tx.tenantId, ticketId, page.cursor ?? 0n, page.limit + 1]);
}

/** The last that were said, the newest last, and how many there are before them. */
export async function readLastComments(tx: TenantRead, ticketId: bigint, most: number): Promise<{ rows: CommentRow[]; before: number }> {
  const rows: (CommentRow & { all: number })[] = await tx.sql.unsafe(`
    SELECT ${commentColumns}, count(*) OVER ()::int AS all FROM ${commentTables} WHERE c.tenant_id = $1 AND c.ticket_id = $2 ORDER BY c.id DESC LIMIT $3`, [tx.tenantId, ticketId, most]);
  return { rows: rows.toReversed(), before: (rows[0]?.all ?? 0) - rows.length };
}

/** One of a ticket that is there. */
export async function readComment(tx: TenantRead, id: bigint): Promise<(CommentRow & { project_id: bigint }) | null> {
  const [row]: (CommentRow & { project_id: bigint })[] = await tx.sql.unsafe(`
    SELECT ${commentColumns}, t.project_id FROM ${commentTables} JOIN tickets t ON t.tenant_id = c.tenant_id AND t.id = c.ticket_id AND t.deleted_at IS NULL
    WHERE c.tenant_id = $1 AND c.id = $2`, [tx.tenantId, id]);
  return row ?? null;
}

export async function insertComment(tx: TenantTx, ticketId: bigint, author: { userId: bigint }, bodyMd: string): Promise<bigint> {
  const [row]: { id: bigint }[] = await tx.sql`INSERT INTO ticket_comments (tenant_id, ticket_id, author_user_id, body_md) VALUES (${tx.tenantId}, ${ticketId}, ${author.userId}, ${bodyMd}) RETURNING id`;
  if (!row) throw new Error('the comment was not inserted');
  return row.id;
}

/** What no member says. `about` names what it tells of. */
export type ToldComment = { ticketId: bigint; about: string; kind: Exclude<CommentAuthor, 'user'>; author: string; bodyMd: string; runId: bigint | null; url: string | null };

/** False: it was told before. */
export async function insertToldComment(tx: TenantTx, told: ToldComment): Promise<boolean> {
  const rows: unknown[] = await tx.sql`
    INSERT INTO ticket_comments (tenant_id, ticket_id, author_kind, author_name, body_md, run_id, url, about)
    VALUES (${tx.tenantId}, ${told.ticketId}, ${told.kind}, ${told.author}, ${told.bodyMd}, ${told.runId}, ${told.url}, ${told.about})
    ON CONFLICT (tenant_id, ticket_id, about) WHERE about IS NOT NULL DO NOTHING RETURNING 1`;
  return rows.length > 0;
}

/** False: it is of another version by now. */
export async function updateCommentRow(tx: TenantTx, id: bigint, version: number, bodyMd: string): Promise<boolean> {
  const rows: unknown[] = await tx.sql`UPDATE ticket_comments SET body_md = ${bodyMd}, version = version + 1, updated_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND version = ${version} RETURNING 1`;
  return rows.length > 0;
}

export async function deleteCommentRow(tx: TenantTx, id: bigint): Promise<void> {
  await tx.sql`DELETE FROM ticket_comments WHERE tenant_id = ${tx.tenantId} AND id = ${id}`;
}
