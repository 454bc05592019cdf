import { notFound, refuse } from '@lime/kernel';
import { recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { invalidField, type Principal } from '@lime/http';
import { maxLevels } from '../check-related.ts';
import { deleteDependency, insertDependency, levelsBelow, waitsFor } from '../sql/ticket-links.ts';
import { readTicketRow, type TicketRow } from '../sql/tickets.ts';

/** Blockers and parts of a tenant are set one after another: two that are each harmless could be a circle together. */
export async function lockLinks(tx: TenantTx): Promise<void> {
  await tx.sql`SELECT pg_advisory_xact_lock(hashtextextended(${`ticket-links:${tx.tenantId}`}, 0))`;
}

/** Lets a ticket wait until another one is done. 422 when there is no such ticket, or when that one waits for this one. */
export async function addBlocker(tx: TenantTx, person: Pick<Principal, 'userId' | 'name'>, ticketId: bigint, blockerId: bigint): Promise<TicketRow> {
  await lockLinks(tx);
  const ticket = (await readTicketRow(tx, ticketId)) ?? refuse(notFound('ticket'));
  const blocker = (await readTicketRow(tx, blockerId)) ?? refuse(invalidField('ticketId', 'there is no such ticket'));
  if (blockerId === ticketId) refuse(invalidField('ticketId', 'a ticket cannot wait for itself'));
  if (await waitsFor(tx, blockerId, ticketId)) refuse({ status: 422, code: 'dependency_circle', title: 'A circle', detail: `${blocker.project_key}-${blocker.number} waits for ${ticket.project_key}-${ticket.number} already, itself or by others: neither could ever begin.`, details: { fields: [{ path: 'ticketId', message: 'would wait for itself' }] } });
  await insertDependency(tx, ticketId, blockerId);
  recordAudit(tx, { actor: person, action: 'ticket.block', target: { type: 'ticket', id: ticketId }, payload: { blockedBy: String(blockerId) } });
  return ticket;
}

/** The ticket does not wait for that one any more. */
export async function removeBlocker(tx: TenantTx, person: Principal, ticketId: bigint, blockerId: bigint): Promise<TicketRow> {
  const ticket = (await readTicketRow(tx, ticketId)) ?? refuse(notFound('ticket'));
  if (!(await deleteDependency(tx, ticketId, blockerId))) refuse(notFound('blocker'));
  recordAudit(tx, { actor: person, action: 'ticket.unblock', target: { type: 'ticket', id: ticketId }, payload: { blockedBy: String(blockerId) } });
  return ticket;
}

/** Refuses to make a ticket a part of one of its own parts, or of too many others. The caller holds the lock of the links. */
export async function refuseParent(tx: TenantTx, ticketId: bigint, parentId: bigint): Promise<void> {
  const { above, below, circle } = await levelsBelow(tx, ticketId, parentId);
  if (circle) refuse(invalidField('parentTicketId', 'is a part of this ticket, or the ticket itself'));
  if (above + below > maxLevels) refuse(invalidField('parentTicketId', `would make more than ${maxLevels} levels`));
}
