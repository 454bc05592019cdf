import { notFound, refuse } from '@lime/kernel';
import { maxAttachmentBytes } from '@lime/contracts';
import { recordAudit } from '@lime/audit';
import type { TenantRead, TenantTx } from '@lime/db';
import { type Bytes, invalidQuery, type Principal } from '@lime/http';
import type { FactoryContext } from '../context.ts';
import { headBytes, sniffKind } from '../sniff-kind.ts';
import { type AttachmentRow, countAttachments, deleteAttachmentRow, insertAttachment, readAttachment } from '../sql/attachments.ts';
import { lockContent } from '../sql/contents.ts';
import { readTicketRow } from '../sql/tickets.ts';
import { dropContents } from './drop-contents.ts';

/** A ticket has no more files than so many. */
const mostFiles = 100;

type Ctx = { runs: Pick<FactoryContext['runs'], 'db' | 'announcer'>; blobs: FactoryContext['blobs'] };

/** Stores a file's bytes under their hash, and their name with the ticket. 413 above 25 MB, 409 `too_many_files`. */
export async function attachFile({ runs, blobs }: Ctx, person: Principal, ticketId: bigint, name: string, bytes: Bytes): Promise<AttachmentRow> {
  const { tenantId } = person;
  await runs.db.read(tenantId, (tx) => refuseMore(tx, ticketId));
  const stored = await blobs.put(tenantId, bytes, { maxBytes: maxAttachmentBytes });
  if (stored.kind === 'too_large') refuse({ status: 413, code: 'file_too_large', title: 'Too large', detail: `A file may have at most ${maxAttachmentBytes} bytes.` });
  if (stored.size === 0) refuse(invalidQuery('name', 'the file is empty'));
  const mime = sniffKind((await blobs.get(tenantId, stored.sha256, { start: 0, end: headBytes })) ?? new Uint8Array());
  return runs.db.tenant(tenantId, async (tx) => {
    const projectId = await refuseMore(tx, ticketId);
    await lockContent(tx, stored.sha256);
    if ((await blobs.size(tenantId, stored.sha256)) === null) refuse({ status: 409, code: 'file_removed', title: 'Send it again', detail: 'The same file was deleted at the same moment. Send it once more.' });
    const id = await insertAttachment(tx, { ticket_id: ticketId, name: safeName(name), mime, size: stored.size, sha256: stored.sha256, created_by: person.userId });
    recordAudit(tx, { actor: person, action: 'attachment.create', target: { type: 'ticket', id: ticketId }, payload: { attachmentId: String(id), name: safeName(name), size: stored.size, sha256: stored.sha256 } });
    tx.afterCommit(() => runs.announcer.announce(`board:${projectId}:${ticketId}`));
    return (await readAttachment(tx, id)) ?? refuse(notFound('attachment'));
  });
}

/** Takes a file from its ticket; its bytes go soon after, unless they belong to something else too. */
export async function detachFile(runs: Pick<FactoryContext['runs'], 'queue'>, tx: TenantTx, person: Principal, id: bigint): Promise<AttachmentRow> {
  const file = (await readAttachment(tx, id)) ?? refuse(notFound('attachment'));
  await deleteAttachmentRow(tx, id);
  await dropContents(runs, tx, [file.sha256]);
  recordAudit(tx, { actor: person, action: 'attachment.delete', target: { type: 'ticket', id: file.ticket_id }, payload: { attachmentId: String(id), name: file.name } });
  return file;
}

/** The ticket's project; refuses where no file can come. */
async function refuseMore(tx: TenantRead, ticketId: bigint): Promise<bigint> {
  const ticket = (await readTicketRow(tx, ticketId)) ?? refuse(notFound('ticket'));
  if ((await countAttachments(tx, ticketId)) >= mostFiles) refuse({ status: 409, code: 'too_many_files', title: 'Too many files', detail: `A ticket has at most ${mostFiles} files. Delete some first.` });
  return ticket.project_id;
}

/** Without the path and without what no name should hold. */
function safeName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  return last.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').trim().slice(0, 200) || 'file';
}
