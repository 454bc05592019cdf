import type { HookEvent, JsonObject } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import { type HooksContext, queueHooks } from '@lime/hooks';
import type { TicketRow } from '../sql/tickets.ts';

/** Whoever runs hooks; nobody is told when there is none. */
export type Hooks = Pick<HooksContext, 'queue'> | undefined;

/** Queues the hooks that are called when tickets are made. */
export async function tellOfNewTickets(hooks: Hooks, tx: TenantTx, tickets: TicketRow[]): Promise<void> {
  if (hooks) await queueHooks(hooks, tx, tickets.map((ticket) => ({ occurrence: `ticket:${ticket.id}`, context: contextOf(tx, 'ticket_created', ticket, ticket.created_by) })));
}

/** Queues the hooks that are called when a ticket changes its column. `by`: null for the platform itself. */
export async function tellOfMove(hooks: Hooks, tx: TenantTx, ticket: TicketRow, { to, by }: { to: string; by: bigint | null }): Promise<void> {
  if (!hooks || to === ticket.column_key) return;
  const context = contextOf(tx, 'ticket_moved', { ...ticket, column_key: to }, by, { from: ticket.column_key });
  await queueHooks(hooks, tx, [{ occurrence: `ticket:${ticket.id}:${ticket.version}`, context }]);
}

function contextOf({ tenantId }: TenantTx, event: HookEvent, ticket: TicketRow, by: bigint | null, more: JsonObject = {}) {
  const { title, priority, column_key: columnKey } = ticket;
  return {
    event, tenantId: String(tenantId), projectId: String(ticket.project_id), userId: by === null ? null : String(by), ticketId: String(ticket.id), runId: null,
    payload: { ref: `${ticket.project_key}-${ticket.number}`, title, columnKey, priority, ...more },
  };
}
