import { notFound, notPutAway, refuse } from '@lime/kernel';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { generateKeyBetween } from 'fractional-indexing';
import { readBoardRow } from '../sql/boards.ts';
import { detachSubtasks, markDeleted, readDeleted, readSubtree, unmarkDeleted } from '../sql/deleted-tickets.ts';
import { nextPosition } from '../sql/positions.ts';
import { lockProject } from '../sql/projects.ts';
import { readTicketRow } from '../sql/tickets.ts';

/** What becomes of a ticket's own parts; null: not said. */
type Subtasks = 'keep' | 'delete' | null;
type Gone = { projectId: bigint; ticketIds: bigint[] };

/**
 * Takes a ticket away; for 30 days it can be restored, and its runs stay on record. 409 `run_in_progress` while one is
 * under way, 409 `ticket_has_subtasks` unless it is said what becomes of those: they are kept alone, or go with it.
 */
export async function deleteTicket(tx: TenantTx, actor: Actor, ticketId: bigint, subtasks: Subtasks = null): Promise<Gone> {
  const ticket = (await readTicketRow(tx, ticketId)) ?? refuse(notFound('ticket'));
  await lockProject(tx, ticket.project_id);
  const tree = await readSubtree(tx, ticketId);
  if (tree.length > 1 && subtasks === null) refuse({ status: 409, code: 'ticket_has_subtasks', title: 'It has parts', detail: `The ticket has ${ticket.subtasks.total} subtasks. Say what becomes of them: ?subtasks=keep leaves them alone, ?subtasks=delete takes them away too.`, details: { subtasks: ticket.subtasks.total } });
  const ids = subtasks === 'delete' ? tree.map((row) => row.id) : [ticketId];
  if (tree.some((row) => row.has_run && ids.includes(row.id))) refuse({ status: 409, code: 'run_in_progress', title: 'A run is under way', detail: 'Cancel the run of this ticket first, then delete it.' });
  if (subtasks === 'keep') await detachSubtasks(tx, ticketId);
  await markDeleted(tx, ids);
  recordAudit(tx, { actor, action: 'ticket.delete', target: { type: 'ticket', id: ticketId }, payload: { title: ticket.title, ...(ids.length > 1 && { subtasks: ids.length - 1 }) } });
  return { projectId: ticket.project_id, ticketIds: ids };
}

/** Brings a deleted ticket back, with the parts that went with it, each to the top of its column. 404, 409 `not_put_away`. */
export async function restoreTicket(tx: TenantTx, actor: Actor, ticketId: bigint): Promise<Gone> {
  const [first, ...parts] = await readDeleted(tx, ticketId);
  if (!first) refuse((await readTicketRow(tx, ticketId)) ? notPutAway('ticket') : notFound('deleted ticket'));
  await lockProject(tx, first.project_id);
  for (const ticket of [...parts, first]) {
    const board = await readBoardRow(tx, ticket.board_id);
    const columnKey = board?.columns.some((column) => column.key === ticket.column_key) ? ticket.column_key : (board?.columns[0]?.key ?? ticket.column_key);
    const next = await nextPosition(tx, { boardId: ticket.board_id, columnKey }, null, ticket.id);
    await unmarkDeleted(tx, ticket.id, { columnKey, position: generateKeyBetween(null, next) });
  }
  recordAudit(tx, { actor, action: 'ticket.restore', target: { type: 'ticket', id: ticketId }, payload: { ...(parts.length > 0 && { subtasks: parts.length }) } });
  return { projectId: first.project_id, ticketIds: [first, ...parts].map((ticket) => ticket.id) };
}
