import { CreateProjectBody, DeleteProjectQuery, listOf, pageOf, Project, ProjectQuery, RecipeSummary, UpdateProjectBody } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import { created, idParam, noContent, ok, pageQuery, readRoute, route, type Route, routeWithBody, toPage, versionIn } from '@lime/http';
import { knownRecipes } from '@lime/runs';
import { boardRoutes } from './board-routes.ts';
import { codeDiffRoutes } from './code-diff-routes.ts';
import { archiveProject, createProject, deleteProject, updateProject } from './commands/manage-projects.ts';
import type { FactoryContext } from './context.ts';
import { costRoutes } from './cost-routes.ts';
import { importRoutes } from './import-routes.ts';
import { byTicketRef } from './queries/resolve-refs.ts';
import { workRoutes } from './work-routes.ts';
import { listProjects, readProject, toProject } from './sql/projects.ts';
import { talkRoutes } from './talk-routes.ts';
import { ticketRoutes } from './ticket-routes.ts';

const version = versionIn('projects', 'project');

/** Projects, boards, tickets, and starting work. */
export function factoryRoutes(ctx: FactoryContext): Route[] {
  return [
    readRoute({ path: '/recipes', permission: null, summary: 'List the recipes that runners can follow', answer: listOf(RecipeSummary), handle: async ({ tx }) => ok({ items: await knownRecipes(tx) }) }),
    readRoute({ path: '/projects', permission: null, summary: 'List projects', answer: pageOf(Project), query: ProjectQuery, handle: async ({ tx, query }) => ok(toPage(await listProjects(tx, { archived: query.get('archived') === 'true', page: pageQuery(query) }), pageQuery(query), toProject)) }),
    readRoute({ path: '/projects/:id', permission: null, summary: 'Read a project', answer: Project, handle: async ({ tx, params }) => ok(toProject((await readProject(tx, idParam(params, 'id', 'project'))) ?? refuse(notFound('project')))) }),
    routeWithBody({ method: 'POST', statuses: [201], path: '/projects', permission: 'project.manage', summary: 'Create a project', answer: Project, body: CreateProjectBody, handle: async ({ tx, person, body }) => created(toProject(await createProject(tx, person, body))) }),
    routeWithBody({ method: 'PATCH', path: '/projects/:id', permission: 'project.manage', version, summary: 'Change a project', answer: Project, body: UpdateProjectBody, handle: async ({ tx, person, params, body }) => {
      const { version: _, ...changes } = body;
      return ok(toProject(await updateProject(tx, person, idParam(params, 'id', 'project'), changes)));
    } }),
    ...[true, false].map((away) =>
      route({
        method: 'POST', path: `/projects/:id/${away ? 'archive' : 'unarchive'}`, permission: 'project.manage', version, summary: away ? 'Put a project away' : 'Bring a project back', answer: Project,
        handle: async ({ tx, person, params }) => ok(toProject(await archiveProject(tx, person, idParam(params, 'id', 'project'), away))),
      })),
    route({
      method: 'DELETE', path: '/projects/:id', permission: 'project.delete', version, summary: 'Delete a project with all its tickets, for good', answer: null, query: DeleteProjectQuery,
      handle: async ({ tx, person, params, query }) => {
        await deleteProject(ctx.runs, tx, person, idParam(params, 'id', 'project'), query.get('confirm'));
        return noContent;
      },
    }),
    ...boardRoutes(ctx),
    ...ticketRoutes(ctx),
    ...talkRoutes(ctx),
    ...importRoutes(ctx),
    ...workRoutes(ctx),
    ...codeDiffRoutes(ctx),
    ...costRoutes(),
  ].map(byTicketRef);
}
