import { AddBlockerBody, TicketLinks } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import type { TenantRead, TenantTx } from '@lime/db';
import { created, idParam, ok, readRoute, route, type Route, routeWithBody } from '@lime/http';
import { announceTickets } from './announce.ts';
import { addBlocker, removeBlocker } from './commands/link-tickets.ts';
import { lookAtHeldRuns } from './commands/release-held-runs.ts';
import type { FactoryContext } from './context.ts';
import { readLinks } from './sql/ticket-links.ts';
import { readTicketRow, type TicketRow } from './sql/tickets.ts';

const permission = 'board.write';

/** What a ticket waits for, and what it is a part of. */
export function linkRoutes(ctx: FactoryContext): Route[] {
  const idOf = (params: Record<string, string>) => idParam(params, 'id', 'ticket');
  const ticketOf = async (tx: TenantRead, params: Record<string, string>) => (await readTicketRow(tx, idOf(params))) ?? refuse(notFound('ticket'));
  const linked = async (tx: TenantTx, ticket: TicketRow) => {
    await lookAtHeldRuns(ctx.runs, tx);
    announceTickets(ctx, tx, ticket.project_id, ticket.id);
    return readLinks(tx, ticket.id);
  };
  return [
    readRoute({
      path: '/tickets/:id/links', permission: null, summary: 'Read what a ticket waits for, what waits for it, and its parts', answer: TicketLinks,
      handle: async ({ tx, params }) => ok(await readLinks(tx, (await ticketOf(tx, params)).id)),
    }),
    routeWithBody({
      method: 'POST', statuses: [201], path: '/tickets/:id/blockers', permission, summary: 'Let a ticket wait until another one is done', answer: TicketLinks, body: AddBlockerBody,
      handle: async ({ tx, person, params, body }) => created(await linked(tx, await addBlocker(tx, person, idOf(params), BigInt(body.ticketId)))),
    }),
    route({
      method: 'DELETE', path: '/tickets/:id/blockers/:blockerId', permission, summary: 'Let it not wait for that one any more', answer: TicketLinks,
      handle: async ({ tx, person, params }) => ok(await linked(tx, await removeBlocker(tx, person, idOf(params), idParam(params, 'blockerId', 'ticket')))),
    }),
  ];
}
