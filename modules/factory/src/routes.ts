import { CreateProjectBody, CreateTicketBody, SetBudgetBody, UpdateProjectBody, UpdateTicketBody } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import { listBudgets, setBudget } from '@lime/budgets';
import type { TenantRead, TenantTx } from '@lime/db';
import { created, idParam, noContent, ok, readRoute, route, type Route, routeTogether, routeWithBody } from '@lime/http';
import { knownRecipes } from '@lime/runs';
import { createTickets } from './commands/create-tickets.ts';
import { deleteTicket } from './commands/delete-ticket.ts';
import { createProject, updateProject } from './commands/manage-projects.ts';
import { updateTicket } from './commands/update-ticket.ts';
import type { FactoryContext } from './context.ts';
import { costRoutes } from './cost-routes.ts';
import { readBoard, readTicket } from './queries/read-board.ts';
import { workRoutes } from './work-routes.ts';
import { listProjects, readProject, toProject } from './sql/projects.ts';
import { toTicketCard } from './sql/tickets.ts';

/** Projects, boards, tickets, budgets of a project, and starting work. */
export function factoryRoutes(ctx: FactoryContext): Route[] {
  const announce = (tx: TenantTx, projectId: string | bigint, ticketId: bigint) => tx.afterCommit(() => ctx.runs.announcer.announce(`board:${projectId}:${ticketId}`));
  const cardOf = async (tx: TenantRead, ticketId: bigint) => (await readTicket(tx, ticketId)) ?? refuse(notFound('ticket'));
  return [
    readRoute({ path: '/recipes', permission: null, handle: async ({ tx }) => ok({ items: await knownRecipes(tx) }) }),
    readRoute({ path: '/projects', permission: null, handle: async ({ tx }) => ok({ items: (await listProjects(tx)).map(toProject) }) }),
    routeWithBody({ method: 'POST', path: '/projects', permission: 'project.manage', body: CreateProjectBody, handle: async ({ tx, person, body }) => created(toProject(await createProject(tx, person, body))) }),
    routeWithBody({ method: 'PATCH', path: '/projects/:id', permission: 'project.manage', body: UpdateProjectBody, handle: async ({ tx, person, params, body }) => ok(toProject(await updateProject(tx, person, idParam(params, 'id', 'project'), body))) }),
    readRoute({ path: '/projects/:id/board', permission: null, handle: async ({ tx, params }) => ok(await readBoard(tx, idParam(params, 'id', 'project'))) }),
    routeTogether({
      method: 'POST', path: '/projects/:id/tickets', permission: 'board.write', body: CreateTicketBody,
      ask: ({ person, params, body }) => ({ person, projectId: idParam(params, 'id', 'project'), body }),
      handleAll: async (tx, items) =>
        (await createTickets(tx, items, ctx.runs.hooks)).map((ticket) => {
          if ('refused' in ticket) return ticket;
          announce(tx, ticket.project_id, ticket.id);
          return created(toTicketCard(ticket, null));
        }),
    }),
    readRoute({ path: '/tickets/:id', permission: null, handle: async ({ tx, params }) => ok(await cardOf(tx, idParam(params, 'id', 'ticket'))) }),
    routeWithBody({
      method: 'PATCH', path: '/tickets/:id', permission: 'board.write', body: UpdateTicketBody,
      handle: async ({ tx, person, params, body }) => {
        const ticketId = idParam(params, 'id', 'ticket');
        await updateTicket(tx, person, ticketId, body, ctx.runs.hooks);
        const card = await cardOf(tx, ticketId);
        announce(tx, card.projectId, ticketId);
        return ok(card);
      },
    }),
    route({
      method: 'DELETE', path: '/tickets/:id', permission: 'board.write',
      handle: async ({ tx, person, params }) => {
        const ticketId = idParam(params, 'id', 'ticket');
        announce(tx, await deleteTicket(tx, person, ticketId), ticketId);
        return noContent;
      },
    }),
    ...workRoutes(ctx),
    ...costRoutes(),
    readRoute({ path: '/projects/:id/budgets', permission: null, handle: async ({ tx, params }) => ok({ items: await listBudgets(tx, await requireProject(tx, params)) }) }),
    routeWithBody({
      method: 'PUT', path: '/projects/:id/budgets', permission: 'project.manage', body: SetBudgetBody,
      handle: async ({ tx, person, params, body }) => {
        const projectId = await requireProject(tx, params);
        await setBudget(tx, person, projectId, body);
        return ok((await listBudgets(tx, projectId)).find((budget) => budget.period === body.period));
      },
    }),
  ];
}

async function requireProject(tx: TenantRead, params: Record<string, string>): Promise<bigint> {
  const projectId = idParam(params, 'id', 'project');
  if (!(await readProject(tx, projectId))) refuse(notFound('project'));
  return projectId;
}
