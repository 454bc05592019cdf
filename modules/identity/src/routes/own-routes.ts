import { CreateTenantBody, EndedSessions, Me, pageOf, PageQuery, SessionView, SignInLink, TenantView, UpdateMeBody, UpdateTenantBody } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import { created, idParam, noContent, ok, pageOfList, pageQuery, readRoute, readRouteOutside, route, type Route, routeOutside, routeWithBody, toPage } from '@lime/http';
import { createOwnTenant } from '../commands/create-tenant.ts';
import { endOtherSessions, endSession } from '../commands/end-sessions.ts';
import { createSignInLink } from '../commands/sign-in-link.ts';
import { renameMe } from '../commands/update-me.ts';
import { updateTenant } from '../commands/update-tenant.ts';
import type { IdentityContext } from '../identity-context.ts';
import { listSessions, toSessionView } from '../queries/list-sessions.ts';
import { listKnownTenants, listTenants } from '../queries/list-tenants.ts';
import { readMe } from '../queries/read-me.ts';
import { myVersion, tenantVersion } from '../sql/own-versions.ts';
import { signInLinkView } from './sign-in-link-view.ts';

/** Oneself: where one is signed in, and one's tenants. */
export function ownRoutes(ctx: IdentityContext): Route[] {
  return [
    readRoute({ path: '/me', permission: null, summary: 'Who am I', answer: Me, handle: async ({ tx, person }) => ok(await readMe(tx, person)) }),
    routeWithBody({
      method: 'PATCH', path: '/me', permission: null, version: myVersion, body: UpdateMeBody, summary: 'Give myself another name', answer: Me,
      handle: async ({ tx, person, body }) => {
        await renameMe(ctx.sessions, tx, person, body.name);
        return ok(await readMe(tx, { ...person, name: body.name }));
      },
    }),
    readRouteOutside({
      path: '/tenants', permission: null, summary: 'List my organisations', answer: pageOf(TenantView), query: PageQuery,
      handle: async ({ db, person, query }) => {
        return ok(pageOfList(await listKnownTenants(db, person), pageQuery(query), ({ id }) => id));
      },
    }),
    readRouteOutside({
      path: '/tenants/:id', permission: null, summary: 'Read one of my organisations', answer: TenantView,
      handle: async ({ db, person, params }) => {
        const id = String(idParam(params, 'id', 'organisation'));
        return ok((await listKnownTenants(db, person)).find((tenant) => tenant.id === id) ?? refuse(notFound('organisation')));
      },
    }),
    routeOutside({
      method: 'POST', statuses: [201], path: '/tenants', permission: null, body: CreateTenantBody, summary: 'Make another organisation, as its admin', answer: TenantView,
      handle: async ({ db, person, body }) => {
        const made = String(await createOwnTenant(db, person, body));
        return created((await listTenants(db, person)).find(({ id }) => id === made));
      },
    }),
    readRoute({ path: '/tenant', permission: null, summary: 'Read this organisation', answer: Me.shape.tenant, handle: async ({ tx, person }) => ok((await readMe(tx, person)).tenant) }),
    routeWithBody({
      method: 'PATCH', path: '/tenant', permission: 'role.manage', version: tenantVersion, body: UpdateTenantBody, summary: 'Rename this organisation, or set its time zone', answer: Me.shape.tenant,
      handle: async ({ tx, person, body }) => {
        const { version: _, ...changes } = body;
        await updateTenant(tx, person, changes);
        return ok((await readMe(tx, person)).tenant);
      },
    }),
    readRoute({ path: '/sessions', permission: null, summary: 'List my sessions', answer: pageOf(SessionView), query: PageQuery, handle: async ({ tx, person, query }) => ok(toPage(await listSessions(tx, person, pageQuery(query)), pageQuery(query), toSessionView(person))) }),
    route({ method: 'DELETE', path: '/sessions/:id', permission: null, answer: null, summary: 'End one of my sessions', handle: async ({ tx, person, params }) => (await endSession(ctx.sessions, tx, person, idParam(params, 'id', 'session')), noContent) }),
    route({ method: 'POST', path: '/sessions/revoke-others', permission: null, summary: 'End all my other sessions', answer: EndedSessions, handle: async ({ tx, person }) => ok({ ended: await endOtherSessions(ctx.sessions, tx, person) }) }),
    route({ method: 'POST', statuses: [201], path: '/auth/sign-in-links', permission: null, secrets: ['url'], summary: 'Make a link that signs me in, once', answer: SignInLink, handle: async ({ tx, person }) => created(signInLinkView(ctx, await createSignInLink(tx, person, person.userId, { handed: person.credential?.everywhere === false }))) }),
  ];
}
