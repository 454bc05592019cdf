import type { TenantTx } from '@lime/db';
import type { TicketRow } from './tickets.ts';

/** Counts up the project's tickets. Locks the project's row, so that places at the top of a column are taken one after another. */
export async function takeTicketNumber(tx: TenantTx, projectId: bigint): Promise<{ number: number; project_key: string } | null> {
  const [row]: { number: number; project_key: string }[] = await tx.sql`
    UPDATE projects SET last_ticket_number = last_ticket_number + 1
    WHERE tenant_id = ${tx.tenantId} AND id = ${projectId} RETURNING last_ticket_number AS number, key AS project_key`;
  return row ?? null;
}

export type ColumnTop = { board_id: bigint; columns: unknown; top: string | null };

/** The project's board, and the position of the first ticket of a column. */
export async function readColumnTop(tx: TenantTx, projectId: bigint, columnKey: string): Promise<ColumnTop | null> {
  const [row]: ColumnTop[] = await tx.sql`
    SELECT b.id AS board_id, b.columns,
      (SELECT t.position FROM tickets t WHERE t.tenant_id = b.tenant_id AND t.project_id = b.project_id AND t.column_key = ${columnKey} ORDER BY t.position LIMIT 1) AS top
    FROM boards b WHERE b.tenant_id = ${tx.tenantId} AND b.project_id = ${projectId} ORDER BY b.id LIMIT 1`;
  return row ?? null;
}

export type NewTicket = { projectId: bigint; boardId: bigint; number: number; columnKey: string; position: string; title: string; description: string; priority: number; createdBy: bigint };

export async function insertTicket(tx: TenantTx, ticket: NewTicket): Promise<Omit<TicketRow, 'project_key'>> {
  const [row]: Omit<TicketRow, 'project_key'>[] = await tx.sql`
    INSERT INTO tickets (tenant_id, project_id, board_id, number, column_key, position, title, description_md, priority, created_by)
    VALUES (${tx.tenantId}, ${ticket.projectId}, ${ticket.boardId}, ${ticket.number}, ${ticket.columnKey}, ${ticket.position}, ${ticket.title}, ${ticket.description}, ${ticket.priority}, ${ticket.createdBy})
    RETURNING *`;
  if (!row) throw new Error('the ticket was not inserted');
  return row;
}
