import { notFound, refuse } from '@lime/kernel';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';

/** Removes a ticket and returns its project; its runs stay on record. 409 `run_in_progress` while one is under way. */
export async function deleteTicket(tx: TenantTx, actor: Actor, ticketId: bigint): Promise<bigint> {
  const [open]: unknown[] = await tx.sql`
    SELECT 1 FROM tickets t JOIN runs r ON r.tenant_id = t.tenant_id AND r.id = t.latest_run_id
    WHERE t.tenant_id = ${tx.tenantId} AND t.id = ${ticketId} AND r.status IN ('queued', 'running', 'waiting')`;
  if (open) refuse({ status: 409, code: 'run_in_progress', title: 'A run is under way', detail: 'Cancel the run of this ticket first, then delete it.' });
  const [row]: { project_id: bigint }[] = await tx.sql`DELETE FROM tickets WHERE tenant_id = ${tx.tenantId} AND id = ${ticketId} RETURNING project_id`;
  if (!row) refuse(notFound('ticket'));
  recordAudit(tx, { actor, action: 'ticket.delete', target: { type: 'ticket', id: ticketId } });
  return row.project_id;
}
