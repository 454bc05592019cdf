import { CreateTicketBody, DeleteTicketQuery, labels, SearchQuery, TicketCard, TicketFound, TicketListQuery, TicketPage, TicketQuery, UpdateTicketBody } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import { readTogether, type TenantRead } from '@lime/db';
import { entityRoutes } from '@lime/entities';
import { comparedVersionIn, created, idParam, invalidField, noContent, ok, pageQuery, parseQuery, readRouteOutside, route, type Route, routeTogether, routeWithBody, versionIn } from '@lime/http';
import { announceBoard, announceTickets } from './announce.ts';
import { createTickets } from './commands/create-tickets.ts';
import { deleteTicket, restoreTicket } from './commands/delete-ticket.ts';
import { tellOfProgress } from './commands/release-held-runs.ts';
import { updateTicket } from './commands/update-ticket.ts';
import type { FactoryContext } from './context.ts';
import { linkRoutes } from './link-routes.ts';
import { createWordFinder } from './queries/find-words.ts';
import { listTickets } from './queries/list-tickets.ts';
import { readTicket, readTickets } from './queries/read-board.ts';
import { searchTickets } from './queries/search-tickets.ts';
import { listProjects } from './sql/projects.ts';
import { toTicketCard } from './sql/tickets.ts';

const permission = 'board.write';

/** Tickets: made, found, changed, moved, tied to one another, taken away and brought back. */
export function ticketRoutes(ctx: FactoryContext): Route[] {
  const idOf = (params: Record<string, string>) => idParam(params, 'id', 'ticket');
  const cardOf = async (tx: TenantRead, ticketId: bigint) => (await readTicket(tx, ticketId)) ?? refuse(notFound('ticket'));
  const findByWords = createWordFinder();
  const findCard = readTogether(async (tx, ids) => new Map((await readTickets(tx, ids)).map((card) => [BigInt(card.id), card])));
  return [
    ...entityRoutes(labels, {
      table: 'labels', permission,
      // It may stand on cards of any board.
      changed: async (tx) => (await listProjects(tx)).forEach(({ id }) => announceBoard(ctx, tx, id)),
    }),
    readRouteOutside({
      path: '/tickets', permission: null, summary: 'List tickets, newest first', answer: TicketPage, query: TicketListQuery,
      handle: async ({ db, person, query }) => ok(await listTickets(db, person.tenantId, parseQuery(TicketQuery, query), pageQuery(query), findByWords)),
    }),
    readRouteOutside({
      path: '/search/tickets', permission: null, summary: 'Find tickets by name or words', answer: TicketFound, query: SearchQuery,
      handle: async ({ db, person, query }) => {
        const { q = '', projectId, limit } = parseQuery(SearchQuery, query);
        return ok({ items: await searchTickets(db, person.tenantId, { text: q, projectId: projectId === undefined ? null : BigInt(projectId), limit }, findByWords) });
      },
    }),
    routeTogether({
      method: 'POST', statuses: [201], path: '/projects/:id/tickets', permission, summary: 'Create a ticket', answer: TicketCard, body: CreateTicketBody,
      ask: ({ person, params, body }) => ({ person, projectId: idParam(params, 'id', 'project'), body }),
      handleAll: async (tx, items) =>
        (await createTickets(tx, items, ctx.runs.hooks)).map((ticket) => {
          if ('refused' in ticket) return ticket;
          announceTickets(ctx, tx, ticket.project_id, ticket.id, ...(ticket.parent_ticket_id === null ? [] : [ticket.parent_ticket_id]));
          return created(toTicketCard(ticket, null));
        }),
    }),
    readRouteOutside({
      path: '/tickets/:id', permission: null, summary: 'Read a ticket', answer: TicketCard,
      handle: async ({ db, person, params }) => ok((await findCard(db, person.tenantId, idOf(params))) ?? refuse(notFound('ticket'))),
    }),
    routeWithBody({
      method: 'PATCH', path: '/tickets/:id', permission, version: comparedVersionIn('tickets', 'ticket'), summary: 'Move or change a ticket', answer: TicketCard, body: UpdateTicketBody,
      handle: async ({ tx, person, params, read, body }) => {
        const version = read ?? refuse(invalidField('version', 'say which version you have read, here or in If-Match'));
        await updateTicket(tx, person, idOf(params), { ...body, version }, ctx.runs.hooks);
        if (body.columnKey !== undefined || body.boardId !== undefined) await tellOfProgress(ctx.runs, tx, idOf(params));
        const card = await cardOf(tx, idOf(params));
        announceTickets(ctx, tx, card.projectId, card.id, ...(card.parentTicketId === null ? [] : [card.parentTicketId]));
        return ok(card);
      },
    }),
    route({
      method: 'DELETE', path: '/tickets/:id', permission, version: versionIn('tickets', 'ticket'), summary: 'Delete a ticket, which can be restored for 30 days', answer: null, query: DeleteTicketQuery,
      handle: async ({ tx, person, params, query }) => {
        const { projectId, ticketIds } = await deleteTicket(tx, person, idOf(params), parseQuery(DeleteTicketQuery, query).subtasks ?? null);
        await tellOfProgress(ctx.runs, tx, ...ticketIds);
        announceTickets(ctx, tx, projectId, ...ticketIds);
        return noContent;
      },
    }),
    route({
      method: 'POST', path: '/tickets/:id/restore', permission, summary: 'Bring back a deleted ticket', answer: TicketCard,
      handle: async ({ tx, person, params }) => {
        const { projectId, ticketIds } = await restoreTicket(tx, person, idOf(params));
        await tellOfProgress(ctx.runs, tx, ...ticketIds);
        announceTickets(ctx, tx, projectId, ...ticketIds);
        return ok(await cardOf(tx, idOf(params)));
      },
    }),
    ...linkRoutes(ctx),
  ];
}
