import { ExportQuery, ImportIssuesBody, ImportQuery, pageOf, PageQuery, TicketImport } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import { created, idParam, ok, pageQuery, parseQuery, readRoute, readRouteOutside, type Route, routeOutside, routeWithBytes, toPage } from '@lime/http';
import { startImport } from './commands/import-tickets.ts';
import type { FactoryContext } from './context.ts';
import { exportTickets } from './queries/export-tickets.ts';
import { readImport, readImports, toImport } from './sql/imports.ts';
import { readProject } from './sql/projects.ts';

/** Tickets from files, and into files. */
export function importRoutes(ctx: FactoryContext): Route[] {
  const projectOf = (params: Record<string, string>) => idParam(params, 'id', 'project');
  return [
    routeWithBytes({
      method: 'POST', statuses: [201], path: '/projects/:id/imports', permission: 'board.write', summary: 'Import tickets from a CSV file, or from issues as GitHub lists them', answer: TicketImport, query: ImportQuery,
      handle: async ({ person, params, query, bytes }) => created(toImport(await startImport(ctx, person, { ...parseQuery(ImportQuery, query), projectId: projectOf(params), bytes }))),
    }),
    routeOutside({
      method: 'POST', statuses: [201], path: '/projects/:id/imports/issues', permission: 'board.write', summary: 'Import the issues of a repository from GitHub', answer: TicketImport, body: ImportIssuesBody,
      handle: async ({ person, params, body }) => {
        const { id: projectId } = (await ctx.runs.db.read(person.tenantId, (tx) => readProject(tx, projectOf(params)))) ?? refuse(notFound('project'));
        const issues = await ctx.readIssues(person.tenantId, BigInt(body.repositoryId));
        return created(toImport(await startImport(ctx, person, { projectId, format: 'github', dryRun: body.dryRun, bytes: new TextEncoder().encode(JSON.stringify(issues)) })));
      },
    }),
    readRoute({
      path: '/projects/:id/imports', permission: null, summary: 'List the imports into a project, the newest first', answer: pageOf(TicketImport), query: PageQuery,
      handle: async ({ tx, params, query }) => {
        const project = (await readProject(tx, projectOf(params))) ?? refuse(notFound('project'));
        return ok(toPage(await readImports(tx, project.id, pageQuery(query)), pageQuery(query), toImport));
      },
    }),
    readRoute({
      path: '/ticket-imports/:id', permission: null, summary: 'Read how far an import has come', answer: TicketImport,
      handle: async ({ tx, params }) => ok(toImport((await readImport(tx, idParam(params, 'id', 'import'))) ?? refuse(notFound('import')))),
    }),
    readRouteOutside({
      path: '/projects/:id/export', permission: null, summary: 'Download the tickets of a project, as CSV or JSON', answer: { media: ['text/csv', 'application/json'] }, query: ExportQuery,
      handle: async ({ db, person, params, query }) => {
        const project = (await db.read(person.tenantId, (tx) => readProject(tx, projectOf(params)))) ?? refuse(notFound('project'));
        return { raw: exportTickets(db, person.tenantId, project, parseQuery(ExportQuery, query).format) };
      },
    }),
  ];
}
