import type { z } from 'zod';
import { notFound, refuse, type Refused } from '@lime/kernel';
import type { CreateTicketBody } from '@lime/contracts';
import { recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { generateKeyBetween } from 'fractional-indexing';
import { hasHooks } from '@lime/hooks';
import type { Principal } from '@lime/http';
import { refuseColumn } from '../refuse-column.ts';
import { insertTickets, lockProjects, type NewTicket, type ProjectToFill } from '../sql/insert-tickets.ts';
import type { TicketRow } from '../sql/tickets.ts';
import { type Hooks, tellOfNewTickets } from './tell-of-tickets.ts';

export type TicketWanted = { person: Pick<Principal, 'userId' | 'name'>; projectId: bigint; body: z.output<typeof CreateTicketBody> };

/** Makes a ticket at the top of its column. Throws what {@link createTickets} refuses. */
export async function createTicket(tx: TenantTx, wanted: TicketWanted, hooks?: Hooks): Promise<TicketRow> {
  const [ticket] = await createTickets(tx, [wanted], hooks);
  if (!ticket) throw new Error('a ticket was neither made nor refused');
  return 'refused' in ticket ? refuse(ticket.refused) : ticket;
}

/**
 * Makes tickets, each at the top of its column, later ones above earlier ones. What is refused
 * (404 `not_found`, 422 `unknown_column`) takes no number and writes nothing.
 */
export async function createTickets(tx: TenantTx, wanted: TicketWanted[], hooks?: Hooks): Promise<(TicketRow | Refused)[]> {
  // Sent together: whether anybody is to be told costs no round trip.
  const [projects, told] = await Promise.all([lockProjects(tx, wanted.map(({ projectId, body }) => ({ projectId, columnKey: body.columnKey }))), hooks ? hasHooks(tx, 'ticket_created') : false]);
  const placed = wanted.map((ticket) => place(ticket, projects.get(ticket.projectId)));
  const made = await insertTickets(tx, placed.filter((ticket): ticket is NewTicket => !('refused' in ticket)));
  recordAudit(tx, ...Array.from(made, ([{ author }, row]) => ({ actor: author, action: 'ticket.create', target: { type: 'ticket', id: row.id }, payload: { title: row.title } })));
  if (told) await tellOfNewTickets(hooks, tx, [...made.values()]);
  return placed.map((ticket) => {
    if ('refused' in ticket) return ticket;
    const row = made.get(ticket);
    if (!row) throw new Error('a ticket was not inserted');
    return row;
  });
}

/** Takes the project's next number and the place at the top of the column; the next ticket starts from there. */
function place({ person, projectId, body }: TicketWanted, project: ProjectToFill | undefined): NewTicket | Refused {
  if (!project) return { refused: notFound('project') };
  const refused = refuseColumn(project.columns, body.columnKey);
  if (refused) return { refused };
  const position = generateKeyBetween(null, project.tops.get(body.columnKey) ?? null);
  project.tops.set(body.columnKey, position);
  project.lastNumber += 1;
  const { key, boardId, lastNumber: number } = project;
  return { ...body, projectId, projectKey: key, boardId, number, position, author: person };
}
