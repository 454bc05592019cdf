import type { AttachmentView } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';
import type { PageWanted } from '@lime/http';
import { idList } from './id-list.ts';

export type AttachmentRow = { id: bigint; ticket_id: bigint; project_id: bigint; name: string; mime: string; size: bigint; sha256: string; created_by: bigint; created_at: Date };

export function toAttachment(row: AttachmentRow): AttachmentView {
  return { id: String(row.id), ticketId: String(row.ticket_id), name: row.name, mime: row.mime, size: Number(row.size), sha256: row.sha256, createdBy: String(row.created_by), createdAt: row.created_at.toISOString() };
}

/** The files of a ticket; with a page, one more than its limit. */
export async function readAttachments(tx: TenantRead, ticketId: bigint, page?: PageWanted): Promise<AttachmentRow[]> {
  return await tx.sql`
    SELECT a.*, t.project_id FROM ticket_attachments a JOIN tickets t ON t.tenant_id = a.tenant_id AND t.id = a.ticket_id AND t.deleted_at IS NULL
    WHERE a.tenant_id = ${tx.tenantId} AND a.ticket_id = ${ticketId} AND a.id > ${page?.cursor ?? 0n} ORDER BY a.id LIMIT ${page ? page.limit + 1 : null}`;
}

export async function readAttachment(tx: TenantRead, id: bigint): Promise<AttachmentRow | null> {
  const [row]: AttachmentRow[] = await tx.sql`
    SELECT a.*, t.project_id FROM ticket_attachments a JOIN tickets t ON t.tenant_id = a.tenant_id AND t.id = a.ticket_id AND t.deleted_at IS NULL
    WHERE a.tenant_id = ${tx.tenantId} AND a.id = ${id}`;
  return row ?? null;
}

export async function insertAttachment(tx: TenantTx, file: Pick<AttachmentRow, 'ticket_id' | 'name' | 'mime' | 'sha256' | 'created_by'> & { size: number }): Promise<bigint> {
  const [row]: { id: bigint }[] = await tx.sql`
    INSERT INTO ticket_attachments (tenant_id, ticket_id, name, mime, size, sha256, created_by)
    VALUES (${tx.tenantId}, ${file.ticket_id}, ${file.name}, ${file.mime}, ${file.size}, ${file.sha256}, ${file.created_by}) RETURNING id`;
  if (!row) throw new Error('the attachment was not inserted');
  return row.id;
}

export async function countAttachments(tx: TenantRead, ticketId: bigint): Promise<number> {
  const [row]: { count: number }[] = await tx.sql`SELECT count(*)::int AS count FROM ticket_attachments WHERE tenant_id = ${tx.tenantId} AND ticket_id = ${ticketId}`;
  return row?.count ?? 0;
}

/** Takes away the files of these tickets; returns the hashes of what they held. */
export async function deleteFilesOfTickets(tx: TenantTx, ticketIds: readonly bigint[]): Promise<string[]> {
  const rows: { sha256: string }[] = await tx.sql`DELETE FROM ticket_attachments WHERE tenant_id = ${tx.tenantId} AND ticket_id = ANY(${idList(ticketIds)}::text::bigint[]) RETURNING sha256`;
  return [...new Set(rows.map(({ sha256 }) => sha256))];
}

/** The same of all tickets of a project, deleted ones too. */
export async function deleteFilesOfProject(tx: TenantTx, projectId: bigint): Promise<string[]> {
  const rows: { sha256: string }[] = await tx.sql`
    DELETE FROM ticket_attachments a USING tickets t
    WHERE a.tenant_id = ${tx.tenantId} AND t.tenant_id = a.tenant_id AND t.id = a.ticket_id AND t.project_id = ${projectId} RETURNING a.sha256`;
  return [...new Set(rows.map(({ sha256 }) => sha256))];
}

export async function deleteAttachmentRow(tx: TenantTx, id: bigint): Promise<void> {
  await tx.sql`DELETE FROM ticket_attachments WHERE tenant_id = ${tx.tenantId} AND id = ${id}`;
}
