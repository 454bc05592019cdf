import type { z } from 'zod';
import { notFound, refuse, type Refused } from '@lime/kernel';
import type { CreateTicketBody } from '@lime/contracts';
import { recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { generateKeyBetween } from 'fractional-indexing';
import { hasHooks } from '@lime/hooks';
import { invalidField, type Principal } from '@lime/http';
import { archived } from '../archived.ts';
import { readRelated, refuseRelated } from '../check-related.ts';
import { refuseColumn } from '../refuse-column.ts';
import { insertTickets, lockPlaces, type NewTicket, type PlacesToFill, type PlaceWanted } from '../sql/insert-tickets.ts';
import type { RelatedFound } from '../sql/related.ts';
import type { TicketRow } from '../sql/tickets.ts';
import { type Hooks, tellOfNewTickets } from './tell-of-tickets.ts';

export type TicketWanted = { person: Pick<Principal, 'userId' | 'name'>; projectId: bigint; body: z.output<typeof CreateTicketBody> };

/** The last position of each column, by its key: tickets that are placed by it come to the bottom, one after the other. */
export type Bottoms = Map<string, string | null>;

/** Makes a ticket at the top of its column. Throws what {@link createTickets} refuses. */
export async function createTicket(tx: TenantTx, wanted: TicketWanted, hooks?: Hooks): Promise<TicketRow> {
  const [ticket] = await createTickets(tx, [wanted], hooks);
  if (!ticket) throw new Error('a ticket was neither made nor refused');
  return 'refused' in ticket ? refuse(ticket.refused) : ticket;
}

/**
 * Makes tickets, each at the top of its column, later ones above earlier ones; or, by `bottoms`, the other way round. What is refused
 * (404 `not_found`, 409 `project_archived`, 422 `unknown_column`, 422 with the field that names what is not there) takes
 * no number and writes nothing.
 */
export async function createTickets(tx: TenantTx, wanted: TicketWanted[], hooks?: Hooks, bottoms?: Bottoms): Promise<(TicketRow | Refused)[]> {
  // Sent together: whether anybody is to be told, and what they name, costs no round trip.
  const [places, told, related] = await Promise.all([lockPlaces(tx, wanted.map(placeOf)), hooks ? hasHooks(tx, 'ticket_created') : false, readRelated(tx, wanted.map(({ body }) => body))]);
  const placed = wanted.map((ticket) => place(ticket, places, related, bottoms));
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

function placeOf({ projectId, body }: TicketWanted): PlaceWanted {
  return { projectId, boardId: body.boardId === undefined ? null : BigInt(body.boardId), columnKey: body.columnKey ?? null };
}

/** Takes the project's next number and the place at the top of the column; the next ticket starts from there. */
function place(wanted: TicketWanted, places: PlacesToFill, related: RelatedFound | null, bottoms?: Bottoms): NewTicket | Refused {
  const { person, projectId, body: { boardId: _, labelIds = [], ...body } } = wanted;
  const [project, column] = [places.projects.get(projectId), places.columnOf(placeOf(wanted))];
  if (!project) return { refused: notFound('project') };
  if (!column) return { refused: invalidField('boardId', 'the project has no such board') };
  const refused = (project.archived ? archived(project.key) : null) ?? refuseColumn(column.columns, column.columnKey) ?? refuseRelated({ ...body, labelIds }, related);
  if (refused) return { refused };
  const position = bottoms ? generateKeyBetween(bottoms.get(column.columnKey) ?? null, null) : generateKeyBetween(null, column.top);
  if (bottoms) bottoms.set(column.columnKey, position);
  else column.top = position;
  project.lastNumber += 1;
  const labels = labelIds.flatMap((id) => related?.labels.get(id) ?? []);
  return { ...body, projectId, projectKey: project.key, boardId: column.boardId, number: project.lastNumber, columnKey: column.columnKey, position, labels, author: person };
}
