import { notFound, refuse } from '@lime/kernel';
import type { UpdateTicketBody } from '@lime/contracts';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { generateKeyBetween } from 'fractional-indexing';
import { refuseColumn } from '../refuse-column.ts';
import { readColumns } from '../sql/projects.ts';
import { readTicketRow, type TicketRow } from '../sql/tickets.ts';
import { type Hooks, tellOfMove } from './tell-of-tickets.ts';

/** Edits or moves a ticket that is still as the caller has read it; 409 `version_conflict` otherwise. */
export async function updateTicket(tx: TenantTx, actor: Actor, ticketId: bigint, body: UpdateTicketBody, hooks?: Hooks): Promise<void> {
  const ticket = await readTicketRow(tx, ticketId);
  if (!ticket) refuse(notFound('ticket'));
  const place = await placeFor(tx, ticket, body);
  const changed: unknown[] = await tx.sql`
    UPDATE tickets SET title = ${body.title ?? ticket.title}, description_md = ${body.description ?? ticket.description_md}, priority = ${body.priority ?? ticket.priority},
      column_key = ${place.columnKey}, position = ${place.position}, version = version + 1, updated_at = now()
    WHERE tenant_id = ${tx.tenantId} AND id = ${ticketId} AND version = ${body.version} RETURNING id`;
  if (changed.length === 0) refuse({ status: 409, code: 'version_conflict', title: 'Changed meanwhile', detail: 'Somebody has changed this ticket since you read it. Read it again, then make your change.' });
  await tellOfMove(hooks, tx, ticket, { to: place.columnKey, by: actor.userId });
  recordAudit(tx, { actor, action: place.columnKey === ticket.column_key ? 'ticket.update' : 'ticket.move', target: { type: 'ticket', id: ticketId }, payload: body });
}

async function placeFor(tx: TenantTx, ticket: TicketRow, body: UpdateTicketBody): Promise<{ columnKey: string; position: string }> {
  const columnKey = body.columnKey ?? ticket.column_key;
  if (columnKey === ticket.column_key && body.afterTicketId === undefined) return { columnKey, position: ticket.position };
  const refused = refuseColumn(await readColumns(tx, ticket.project_id), columnKey);
  if (refused) refuse(refused);
  return { columnKey, position: await positionAfter(tx, ticket.project_id, columnKey, ticket.id, body.afterTicketId ?? null) };
}

/**
 * A place in the column right after the given ticket, or at its top. The project's row is locked,
 * so that two moves to the same place get different positions.
 */
export async function positionAfter(tx: TenantTx, projectId: bigint, columnKey: string, movedId: bigint, afterTicketId: string | null): Promise<string> {
  await tx.sql`SELECT id FROM projects WHERE tenant_id = ${tx.tenantId} AND id = ${projectId} FOR NO KEY UPDATE`;
  const [after]: { position: string }[] = afterTicketId === null ? [] : await tx.sql`
    SELECT position FROM tickets WHERE tenant_id = ${tx.tenantId} AND id = ${BigInt(afterTicketId)} AND project_id = ${projectId} AND column_key = ${columnKey}`;
  const low = after?.position ?? null;
  const [next]: { position: string }[] = await tx.sql`
    SELECT position FROM tickets WHERE tenant_id = ${tx.tenantId} AND project_id = ${projectId} AND column_key = ${columnKey} AND id <> ${movedId}
      AND (${low}::text IS NULL OR position > ${low}::text COLLATE "C") ORDER BY position LIMIT 1`;
  return generateKeyBetween(low, next?.position ?? null);
}
