import type { z } from 'zod';
import { notFound, refuse } from '@lime/kernel';
import { BoardColumn, type CreateTicketBody } from '@lime/contracts';
import { recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { generateKeyBetween } from 'fractional-indexing';
import type { Principal } from '@lime/http';

/** Makes a ticket at the top of its column, and returns its id. 422 `unknown_column`. */
export async function createTicket(tx: TenantTx, person: Pick<Principal, 'userId' | 'name'>, projectId: bigint, body: z.output<typeof CreateTicketBody>): Promise<bigint> {
  // Counting up locks the project's row, so that positions at the top are taken one after another.
  const [project]: { last_ticket_number: number }[] = await tx.sql`
    UPDATE projects SET last_ticket_number = last_ticket_number + 1 WHERE tenant_id = ${tx.tenantId} AND id = ${projectId} RETURNING last_ticket_number`;
  if (!project) refuse(notFound('project'));
  const boardId = await requireColumn(tx, projectId, body.columnKey);
  const [top]: { position: string }[] = await tx.sql`
    SELECT position FROM tickets WHERE tenant_id = ${tx.tenantId} AND project_id = ${projectId} AND column_key = ${body.columnKey} ORDER BY position LIMIT 1`;
  const [ticket]: { id: bigint }[] = await tx.sql`
    INSERT INTO tickets (tenant_id, project_id, board_id, number, column_key, position, title, description_md, priority, created_by)
    VALUES (${tx.tenantId}, ${projectId}, ${boardId}, ${project.last_ticket_number}, ${body.columnKey}, ${generateKeyBetween(null, top?.position ?? null)}, ${body.title}, ${body.description}, ${body.priority}, ${person.userId})
    RETURNING id`;
  if (!ticket) throw new Error('the ticket was not inserted');
  await recordAudit(tx, { actor: person, action: 'ticket.create', target: { type: 'ticket', id: ticket.id }, payload: { title: body.title } });
  return ticket.id;
}

/** The id of the board that has the column. */
export async function requireColumn(tx: TenantTx, projectId: bigint, columnKey: string): Promise<bigint> {
  const [board]: { id: bigint; columns: unknown }[] = await tx.sql`SELECT id, columns FROM boards WHERE tenant_id = ${tx.tenantId} AND project_id = ${projectId} ORDER BY id LIMIT 1`;
  const keys = BoardColumn.array().parse(board?.columns ?? []).map((column) => column.key);
  if (!board || !keys.includes(columnKey)) refuse({ status: 422, code: 'unknown_column', title: 'No such column', detail: `The board has no column "${columnKey}". It has: ${keys.join(', ')}.` });
  return board.id;
}
