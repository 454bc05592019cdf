import { z } from 'zod';
import { AttachRepositoryBody, ImportRepositoryBody, pageOf, PageQuery, ProjectRepositoryView, RepositoryQuery, RepositoryView, UpdateRepositoryBody, webhooks } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import type { TenantRead } from '@lime/db';
import { comparedVersionIn, created, idParam, idQuery, noContent, ok, pageOfList, pageQuery, parseQuery, readRoute, route, type Route, routeOutside, routeOutsideWithoutBody, routeWithBody, toPage, versionIn } from '@lime/http';
import { createForgeWebhook } from './commands/create-forge-webhook.ts';
import { refreshRepository } from './commands/follow-repository.ts';
import { importRepository } from './commands/import-repository.ts';
import { attachRepository, detachRepository, enableRepository, removeRepository, restoreRepository } from './commands/manage-repositories.ts';
import type { ForgeContext } from './context.ts';
import { projectExists, readProjectRepositories } from './sql/project-repositories.ts';
import { readRepositories, readRepository, toRepositoryView } from './sql/repositories.ts';

const permission = 'repository.manage';
const ProjectRepositories = z.object({ items: z.array(ProjectRepositoryView) });

/** Repositories, and which projects work on them. */
export function repositoryRoutes(ctx: ForgeContext): Route[] {
  const idOf = (params: Record<string, string>) => idParam(params, 'id', 'repository');
  const projectOf = (params: Record<string, string>) => idParam(params, 'id', 'project');
  const ofProject = async (tx: TenantRead, projectId: bigint) => {
    if (!(await projectExists(tx, projectId))) refuse(notFound('project'));
    return (await readProjectRepositories(tx, projectId)).map((row) => ({ repository: toRepositoryView(row), isDefault: row.is_default }));
  };
  return [
    readRoute({
      path: '/repositories', permission: null, query: RepositoryQuery, summary: 'List repositories', answer: pageOf(RepositoryView),
      handle: async ({ tx, query }) => {
        const page = pageQuery(query);
        return ok(toPage(await readRepositories(tx, { page, connectorId: idQuery(query, 'connectorId'), projectId: idQuery(query, 'projectId'), search: query.get('search') ?? '', archived: parseQuery(RepositoryQuery, query).archived === 'true' }), page, toRepositoryView));
      },
    }),
    readRoute({ path: '/repositories/:id', permission: null, summary: 'Read a repository', answer: RepositoryView, handle: async ({ tx, params }) => ok(toRepositoryView((await readRepository(tx, idOf(params))) ?? refuse(notFound('repository')))) }),
    routeOutside({ method: 'POST', statuses: [201], path: '/repositories', permission, body: ImportRepositoryBody, summary: 'Import a repository', answer: RepositoryView, handle: async ({ person, body }) => created(toRepositoryView(await importRepository(ctx, person, body))) }),
    routeWithBody({ method: 'PATCH', path: '/repositories/:id', permission, version: comparedVersionIn('repositories', 'repository'), body: UpdateRepositoryBody, summary: 'Enable or disable a repository', answer: RepositoryView, handle: async ({ tx, person, params, read, body }) => ok(toRepositoryView(await enableRepository(tx, person, idOf(params), { ...body, version: read }))) }),
    route({ method: 'DELETE', path: '/repositories/:id', permission, version: versionIn('repositories', 'repository'), answer: null, summary: 'Put a repository away', handle: async ({ tx, person, params }) => (await removeRepository(tx, person, idOf(params)), noContent) }),
    route({ method: 'POST', path: '/repositories/:id/restore', permission, answer: RepositoryView, summary: 'Bring a repository back that was put away', handle: async ({ tx, person, params }) => ok(toRepositoryView(await restoreRepository(tx, person, idOf(params)))) }),
    routeOutsideWithoutBody({ method: 'POST', path: '/repositories/:id/refresh', permission, summary: 'Read a repository anew at its forge: its name, address and default branch', answer: RepositoryView, handle: async ({ person, params }) => ok(toRepositoryView(await refreshRepository(ctx, person, idOf(params)))) }),
    routeOutsideWithoutBody({ method: 'POST', statuses: [201], path: '/repositories/:id/webhooks', permission, summary: 'Create a webhook for a repository at its forge', answer: webhooks.view, handle: async ({ person, params }) => created(await createForgeWebhook(ctx, person, idOf(params))) }),
    readRoute({ path: '/projects/:id/repositories', permission: null, summary: 'List the repositories of a project', answer: pageOf(ProjectRepositoryView), query: PageQuery, handle: async ({ tx, params, query }) => ok(pageOfList(await ofProject(tx, projectOf(params)), pageQuery(query), ({ repository }) => repository.id)) }),
    routeWithBody({
      method: 'POST', path: '/projects/:id/repositories', permission, body: AttachRepositoryBody, summary: 'Attach a repository to a project', answer: ProjectRepositories,
      handle: async ({ tx, person, params, body }) => {
        await attachRepository(tx, person, projectOf(params), { ...body, repositoryId: BigInt(body.repositoryId) });
        return ok({ items: await ofProject(tx, projectOf(params)) });
      },
    }),
    route({ method: 'DELETE', path: '/projects/:id/repositories/:repositoryId', permission, answer: null, summary: 'Detach a repository from a project', handle: async ({ tx, person, params }) => (await detachRepository(tx, person, projectOf(params), idParam(params, 'repositoryId', 'repository')), noContent) }),
  ];
}
