import type { z } from 'zod';
import { notFound, refuse } from '@lime/kernel';
import { BoardColumn, type CreateTicketBody } from '@lime/contracts';
import { recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { generateKeyBetween } from 'fractional-indexing';
import type { Principal } from '@lime/http';
import { type ColumnTop, insertTicket, readColumnTop, takeTicketNumber } from '../sql/insert-ticket.ts';
import type { TicketRow } from '../sql/tickets.ts';

/** Makes a ticket at the top of its column. 422 `unknown_column`. */
export async function createTicket(tx: TenantTx, person: Pick<Principal, 'userId' | 'name'>, projectId: bigint, body: z.output<typeof CreateTicketBody>): Promise<TicketRow> {
  // Sent together; the connection runs them in order, so the second sees what the first waited for.
  const [project, board] = await Promise.all([takeTicketNumber(tx, projectId), readColumnTop(tx, projectId, body.columnKey)]);
  if (!project) refuse(notFound('project'));
  const { board_id: boardId, top } = requireColumn(board, body.columnKey);
  const row = await insertTicket(tx, {
    projectId, boardId, number: project.number, columnKey: body.columnKey, position: generateKeyBetween(null, top),
    title: body.title, description: body.description, priority: body.priority, createdBy: person.userId,
  });
  recordAudit(tx, { actor: person, action: 'ticket.create', target: { type: 'ticket', id: row.id }, payload: { title: body.title } });
  return { ...row, project_key: project.project_key };
}

/** The board, when it has the column. */
export function requireColumn(board: ColumnTop | null, columnKey: string): ColumnTop {
  const keys = BoardColumn.array().parse(board?.columns ?? []).map((column) => column.key);
  if (board && keys.includes(columnKey)) return board;
  refuse({ status: 422, code: 'unknown_column', title: 'No such column', detail: `The board has no column "${columnKey}". It has: ${keys.join(', ')}.` });
}
