import type { TenantTx } from '@lime/db';
import { generateKeyBetween } from 'fractional-indexing';
import { readBoardRow } from '../sql/boards.ts';
import { type ColumnName, nextPosition, positionOf, rebalance } from '../sql/positions.ts';
import { lockProject } from '../sql/projects.ts';
import type { TicketRow } from '../sql/tickets.ts';
import { type Hooks, tellOfMove } from './tell-of-tickets.ts';

/** Positions grow by a character about every sixth time that something is put at the same place; then its neighbours get short ones again. */
const longest = 40;

/**
 * A place in the column right after the given ticket, or at its top when that is null or elsewhere. The project's row is
 * locked, so that two moves to the same place get different positions.
 */
export async function positionAfter(tx: TenantTx, ticket: Pick<TicketRow, 'id' | 'project_id'>, column: ColumnName, afterTicketId: bigint | null): Promise<string> {
  const neighbour = afterTicketId === ticket.id ? null : afterTicketId;
  // Sent together; the connection runs them in order, so the second sees what the first waited for.
  const [, low] = await Promise.all([lockProject(tx, ticket.project_id), positionOf(tx, column, neighbour)]);
  const position = generateKeyBetween(low, await nextPosition(tx, column, low, ticket.id));
  if (position.length <= longest) return position;
  await rebalance(tx, column, low ?? '');
  const lowNow = await positionOf(tx, column, neighbour);
  return generateKeyBetween(lowNow, await nextPosition(tx, column, lowNow, ticket.id));
}

/** Puts a ticket at the top of a column, whoever moved it last, and tells the hooks. False: its board has no such column. */
export async function moveToTop(tx: TenantTx, ticket: TicketRow, columnKey: string, hooks?: Hooks): Promise<boolean> {
  const board = await readBoardRow(tx, ticket.board_id);
  if (!board?.columns.some((column) => column.key === columnKey)) return false;
  const position = await positionAfter(tx, ticket, { boardId: ticket.board_id, columnKey }, null);
  await tx.sql`
    UPDATE tickets SET column_key = ${columnKey}, position = ${position}, version = version + 1, updated_at = now()
    WHERE tenant_id = ${tx.tenantId} AND id = ${ticket.id}`;
  await tellOfMove(hooks, tx, ticket, { to: columnKey, by: null });
  return true;
}
