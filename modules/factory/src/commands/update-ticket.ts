import { notFound, refuse, versionConflict } from '@lime/kernel';
import type { UpdateTicketBody } from '@lime/contracts';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { invalidField } from '@lime/http';
import { readRelated, refuseRelated } from '../check-related.ts';
import { refuseColumn } from '../refuse-column.ts';
import { readBoardRow } from '../sql/boards.ts';
import { addLabels } from '../sql/insert-tickets.ts';
import { readTicketRow, type TicketRow } from '../sql/tickets.ts';
import { lockLinks, refuseParent } from './link-tickets.ts';
import { positionAfter } from './place-ticket.ts';
import { type Hooks, tellOfMove } from './tell-of-tickets.ts';

type Place = { boardId: bigint; columnKey: string; position: string };

/**
 * Edits or moves a ticket that is still as the caller has read it; 409 `version_conflict` otherwise, 422 with the field
 * that names what is not there.
 */
export async function updateTicket(tx: TenantTx, actor: Actor, ticketId: bigint, { version, ...body }: UpdateTicketBody & { version: number }, hooks?: Hooks): Promise<void> {
  const ticket = await readTicketRow(tx, ticketId);
  if (!ticket) refuse(notFound('ticket'));
  if (body.parentTicketId !== undefined && body.parentTicketId !== null) await lockLinks(tx);
  const refused = refuseRelated(body, await readRelated(tx, [body]));
  if (refused) refuse(refused);
  if (body.parentTicketId) await refuseParent(tx, ticketId, BigInt(body.parentTicketId));
  const place = await placeFor(tx, ticket, body);
  if (!(await writeTicket(tx, ticket, version, body, place))) refuse(versionConflict('ticket'));
  if (body.labelIds) {
    await tx.sql`DELETE FROM ticket_labels WHERE tenant_id = ${tx.tenantId} AND ticket_id = ${ticketId}`;
    if (body.labelIds.length > 0) addLabels(tx, ticketId, body.labelIds);
  }
  const moved = place.columnKey !== ticket.column_key || place.boardId !== ticket.board_id;
  await tellOfMove(hooks, tx, ticket, { to: place.columnKey, by: actor.userId });
  recordAudit(tx, { actor, action: moved ? 'ticket.move' : 'ticket.update', target: { type: 'ticket', id: ticketId }, payload: { ...body, ...(moved && { from: ticket.column_key }) } });
}

/** False: the ticket is of another version by now. */
async function writeTicket(tx: TenantTx, ticket: TicketRow, version: number, body: UpdateTicketBody, place: Place): Promise<boolean> {
  const changed: unknown[] = await tx.sql`
    UPDATE tickets SET title = ${body.title ?? ticket.title}, description_md = ${body.description ?? ticket.description_md}, priority = ${body.priority ?? ticket.priority},
      assignee_user_id = ${idOr(body.assigneeUserId, ticket.assignee_user_id)}, repository_id = ${idOr(body.repositoryId, ticket.repository_id)}, parent_ticket_id = ${idOr(body.parentTicketId, ticket.parent_ticket_id)},
      branch = ${body.branch === undefined ? ticket.branch : body.branch}, pr_url = ${body.prUrl === undefined ? ticket.pr_url : body.prUrl}, due_on = ${body.dueOn === undefined ? ticket.due_on : body.dueOn}::text::date,
      board_id = ${place.boardId}, column_key = ${place.columnKey}, position = ${place.position}, version = version + 1, updated_at = now()
    WHERE tenant_id = ${tx.tenantId} AND id = ${ticket.id} AND version = ${version} AND deleted_at IS NULL RETURNING id`;
  return changed.length > 0;
}

function idOr(wanted: string | null | undefined, known: bigint | null): bigint | null {
  if (wanted === undefined) return known;
  return wanted === null ? null : BigInt(wanted);
}

async function placeFor(tx: TenantTx, ticket: TicketRow, body: UpdateTicketBody): Promise<Place> {
  const boardId = body.boardId === undefined ? ticket.board_id : BigInt(body.boardId);
  const stays = boardId === ticket.board_id && (body.columnKey ?? ticket.column_key) === ticket.column_key;
  if (stays && body.afterTicketId === undefined) return { boardId, columnKey: ticket.column_key, position: ticket.position };
  const after = typeof body.afterTicketId === 'string' ? BigInt(body.afterTicketId) : null;
  const reading = readBoardRow(tx, boardId);
  const columnKey = body.columnKey ?? (boardId === ticket.board_id ? ticket.column_key : ((await reading)?.columns[0]?.key ?? ''));
  const [board, position] = await Promise.all([reading, positionAfter(tx, ticket, { boardId, columnKey }, after)]);
  if (board?.project_id !== ticket.project_id) refuse(invalidField('boardId', 'the project has no such board'));
  const refused = refuseColumn(board.columns, columnKey);
  if (refused) refuse(refused);
  return { boardId, columnKey, position };
}
