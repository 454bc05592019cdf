import { AvailableRepository, AvailableRepositoryQuery, ConnectorOAuthQuery, ConnectorOAuthStart, ConnectorQuery, ConnectorView, CreateConnectorBody, pageOf, UpdateConnectorBody } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import { comparedVersionIn, created, idParam, noContent, ok, pageQuery, readRoute, readRouteOutside, type Route, routeOutside, routeOutsideWithoutBody, routeWithBody, toPage, versionIn } from '@lime/http';
import { checkConnector } from './commands/check-connector.ts';
import { finishOAuth, startOAuth } from './commands/connect-by-oauth.ts';
import { createConnector } from './commands/create-connector.ts';
import { changeConnector } from './commands/change-connector.ts';
import { revokeConnector } from './commands/revoke-connector.ts';
import type { ForgeContext } from './context.ts';
import { listAvailable } from './queries/list-available.ts';
import { toConnectorView } from './queries/connector-view.ts';
import { readConnector, readConnectors } from './sql/connectors.ts';

const permission = 'connector.manage';

/** Ways into forges. Credentials go in here and never come out. */
export function connectorRoutes(ctx: ForgeContext): Route[] {
  const idOf = (params: Record<string, string>) => idParam(params, 'id', 'connector');
  return [
    readRoute({
      path: '/connectors', permission: null, query: ConnectorQuery, summary: 'List connectors', answer: pageOf(ConnectorView),
      handle: async ({ tx, query }) => {
        const page = pageQuery(query);
        return ok(toPage(await readConnectors(tx, { page, status: query.get('status'), search: query.get('search') ?? '' }), page, toConnectorView));
      },
    }),
    readRoute({ path: '/connectors/:id', permission: null, summary: 'Read a connector', answer: ConnectorView, handle: async ({ tx, params }) => ok(toConnectorView((await readConnector(tx, idOf(params))) ?? refuse(notFound('connector')))) }),
    routeOutside({ method: 'POST', statuses: [201], path: '/connectors', permission, secrets: ['token', 'password', 'privateKey'], body: CreateConnectorBody, summary: 'Connect with a credential', answer: ConnectorView, handle: async ({ person, body }) => created(await createConnector(ctx, person, body)) }),
    routeWithBody({ method: 'PATCH', path: '/connectors/:id', permission, version: comparedVersionIn('connectors', 'connector'), body: UpdateConnectorBody, summary: 'Rename a connector', answer: ConnectorView, handle: async ({ tx, person, params, read, body }) => ok(toConnectorView(await changeConnector(tx, person, idOf(params), { ...body, version: read }))) }),
    routeOutsideWithoutBody({ method: 'DELETE', path: '/connectors/:id', permission, version: versionIn('connectors', 'connector'), answer: null, summary: 'Revoke a connector', handle: async ({ person, params }) => (await revokeConnector(ctx, person, idOf(params)), noContent) }),
    routeOutsideWithoutBody({ method: 'POST', path: '/connectors/:id/check', permission, summary: 'Check a connector', answer: ConnectorView, handle: async ({ person, params }) => ok(await checkConnector(ctx, person, idOf(params))) }),
    routeOutsideWithoutBody({ method: 'POST', path: '/connectors/github/oauth', permission, secrets: ['url'], summary: 'Begin to connect GitHub by OAuth', answer: ConnectorOAuthStart, handle: async ({ person }) => ok(await startOAuth(ctx, person)) }),
    readRouteOutside({
      path: '/connectors/oauth/:provider/callback', permission, answer: { media: [] }, summary: 'Where GitHub sends people back to', query: ConnectorOAuthQuery,
      handle: async ({ person, params, query }) => {
        if (params['provider'] !== 'github') refuse(notFound('sign-in'));
        const { id } = await finishOAuth(ctx, person, query);
        return { raw: new Response(null, { status: 303, headers: { location: `/settings/connectors?connected=${id}` } }) };
      },
    }),
    readRouteOutside({ path: '/connectors/:id/available-repositories', permission: 'repository.manage', query: AvailableRepositoryQuery, summary: 'List the repositories that a connector sees', answer: pageOf(AvailableRepository), handle: async ({ person, params, query }) => ok(await listAvailable(ctx, person.tenantId, idOf(params), query)) }),
  ];
}
