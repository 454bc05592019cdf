import { notFound, refuse, versionConflict } from '@lime/kernel';
import { recordAudit } from '@lime/audit';
import type { TenantRead, TenantTx } from '@lime/db';
import { mayDo, type Principal } from '@lime/http';
import { type CommentRow, deleteCommentRow, insertComment, readComment, updateCommentRow } from '../sql/comments.ts';
import { readTicketRow } from '../sql/tickets.ts';

type Found = CommentRow & { project_id: bigint };

const find = async (tx: TenantRead, id: bigint): Promise<Found> => (await readComment(tx, id)) ?? refuse(notFound('comment'));

export async function addComment(tx: TenantTx, person: Principal, ticketId: bigint, bodyMd: string): Promise<Found> {
  if (!(await readTicketRow(tx, ticketId))) refuse(notFound('ticket'));
  const comment = await find(tx, await insertComment(tx, ticketId, person, bodyMd));
  note(tx, person, 'create', comment);
  return comment;
}

/** People change what they have said themselves: 403 `not_yours`; 409 `version_conflict`. */
export async function updateComment(tx: TenantTx, person: Principal, id: bigint, bodyMd: string, version: number | null): Promise<Found> {
  const comment = await find(tx, id);
  if (comment.author_user_id !== person.userId) refuse({ status: 403, code: 'not_yours', title: 'Not yours', detail: `${comment.author} has written this. You can answer by a comment of your own.` });
  if (!(await updateCommentRow(tx, id, version ?? comment.version, bodyMd))) refuse(versionConflict('comment'));
  note(tx, person, 'update', comment);
  return find(tx, id);
}

/** Takes away what one has said oneself; what others have, only who manages the project. */
export async function deleteComment(tx: TenantTx, person: Principal, id: bigint): Promise<Found> {
  const comment = await find(tx, id);
  if (comment.author_user_id !== person.userId && !mayDo(person, 'project.manage')) refuse({ status: 403, code: 'not_yours', title: 'Not yours', detail: `${comment.author} has written this. Only they, and who manages projects, can delete it.` });
  await deleteCommentRow(tx, id);
  note(tx, person, 'delete', comment);
  return comment;
}

function note(tx: TenantTx, person: Principal, verb: string, { id, ticket_id: ticketId }: Found): void {
  recordAudit(tx, { actor: person, action: `comment.${verb}`, target: { type: 'comment', id }, payload: { ticketId: String(ticketId) } });
}
