import { CreateApiKeyBody, CreateRoleBody, CreateUserBody, InviteBody, permissions, SetUserRolesBody, UpdateRoleBody, UpdateTenantBody, UpdateUserBody } from '@lime/contracts';
import { created, idParam, invalidQuery, mayDo, noContent, ok, pageQuery, readRoute, route, type Route, routeWithBody } from '@lime/http';
import { refuse } from '@lime/kernel';
import { endOtherSessions, endSession } from './commands/end-sessions.ts';
import { createInvitation, revokeInvitation } from './commands/invite.ts';
import { createApiKey, revokeApiKey } from './commands/manage-api-keys.ts';
import { createMember, createMemberLink, setMemberRoles, updateMember } from './commands/manage-members.ts';
import { createRole, deleteRole, updateRole } from './commands/manage-roles.ts';
import { createSignInLink, type SignInLink } from './commands/sign-in-link.ts';
import { renameTenant } from './commands/update-tenant.ts';
import type { IdentityContext } from './identity-context.ts';
import { listApiKeys, readApiKey } from './queries/list-api-keys.ts';
import { listInvitations, readInvitation } from './queries/list-invitations.ts';
import { listMembers, readMember } from './queries/list-members.ts';
import { listRoles, readRole } from './queries/list-roles.ts';
import { listSessions } from './queries/list-sessions.ts';
import { listTenants } from './queries/list-tenants.ts';
import { readMe } from './queries/read-me.ts';

/** Who is who here, and what they may do. What sets a cookie, or concerns several tenants, is served by the server itself. */
export function identityRoutes(ctx: IdentityContext): Route[] {
  return [...ownRoutes(ctx), ...memberRoutes(ctx), ...invitationRoutes(ctx), ...roleRoutes(ctx), ...keyRoutes(ctx)];
}

function linkView(ctx: IdentityContext, link: SignInLink) {
  return { url: `${ctx.origin()}/sign-in?token=${link.token}`, expiresAt: link.expiresAt.toISOString() };
}

function ownRoutes(ctx: IdentityContext): Route[] {
  return [
    readRoute({ path: '/me', permission: null, handle: async ({ tx, person }) => ok(await readMe(tx, person)) }),
    readRoute({ path: '/tenants', permission: null, handle: async ({ person }) => ok({ items: await listTenants(ctx.db, person), next: null }) }),
    routeWithBody({
      method: 'PATCH', path: '/tenant', permission: 'role.manage', body: UpdateTenantBody,
      handle: async ({ tx, person, body }) => {
        await renameTenant(tx, person, body.name);
        return ok((await readMe(tx, person)).tenant);
      },
    }),
    readRoute({ path: '/sessions', permission: null, handle: async ({ tx, person }) => ok({ items: await listSessions(tx, person), next: null }) }),
    route({ method: 'DELETE', path: '/sessions/:id', permission: null, handle: async ({ tx, person, params }) => (await endSession(ctx.sessions, tx, person, idParam(params, 'id', 'session')), noContent) }),
    route({ method: 'POST', path: '/sessions/revoke-others', permission: null, handle: async ({ tx, person }) => ok({ ended: await endOtherSessions(ctx.sessions, tx, person) }) }),
    route({ method: 'POST', path: '/auth/sign-in-links', permission: null, holdsSecret: true, handle: async ({ tx, person }) => created(linkView(ctx, await createSignInLink(tx, person, person.userId))) }),
  ];
}

function memberRoutes(ctx: IdentityContext): Route[] {
  const permission = 'member.manage';
  const userId = (params: Record<string, string>) => idParam(params, 'id', 'member');
  return [
    readRoute({ path: '/users', permission: null, handle: async ({ tx, query }) => ok(await listMembers(tx, activeQuery(query), pageQuery(query))) }),
    readRoute({ path: '/users/:id', permission: null, handle: async ({ tx, params }) => ok(await readMember(tx, userId(params))) }),
    routeWithBody({
      method: 'POST', path: '/users', permission, holdsSecret: true, body: CreateUserBody,
      handle: async ({ tx, person, body }) => {
        const made = await createMember(tx, person, body);
        return created({ ...(await readMember(tx, made.userId)), signIn: linkView(ctx, made.link) });
      },
    }),
    routeWithBody({
      method: 'PATCH', path: '/users/:id', permission, body: UpdateUserBody,
      handle: async ({ tx, person, params, body }) => {
        await updateMember(ctx.sessions, tx, person, userId(params), body);
        return ok(await readMember(tx, userId(params)));
      },
    }),
    routeWithBody({
      method: 'POST', path: '/users/:id/roles', permission, body: SetUserRolesBody,
      handle: async ({ tx, person, params, body }) => {
        await setMemberRoles(ctx.sessions, tx, person, userId(params), body.roleIds.map(BigInt));
        return ok(await readMember(tx, userId(params)));
      },
    }),
    route({ method: 'POST', path: '/users/:id/sign-in-links', permission, holdsSecret: true, handle: async ({ tx, person, params }) => created(linkView(ctx, await createMemberLink(tx, person, userId(params)))) }),
  ];
}

function invitationRoutes(ctx: IdentityContext): Route[] {
  const permission = 'member.manage';
  return [
    readRoute({ path: '/invitations', permission, handle: async ({ tx, query }) => ok(await listInvitations(tx, pageQuery(query))) }),
    routeWithBody({
      method: 'POST', path: '/invitations', permission, holdsSecret: true, body: InviteBody,
      handle: async ({ tx, person, body }) => {
        const { invitationId, token } = await createInvitation(tx, person, body);
        return created({ ...(await readInvitation(tx, invitationId)), url: `${ctx.origin()}/join?token=${token}` });
      },
    }),
    route({ method: 'DELETE', path: '/invitations/:id', permission, handle: async ({ tx, person, params }) => (await revokeInvitation(tx, person, idParam(params, 'id', 'open invitation')), noContent) }),
  ];
}

function roleRoutes(ctx: IdentityContext): Route[] {
  const permission = 'role.manage';
  const roleId = (params: Record<string, string>) => idParam(params, 'id', 'role');
  return [
    readRoute({ path: '/permissions', permission: null, handle: async () => ok({ items: Object.entries(permissions).map(([name, about]) => ({ name, about })), next: null }) }),
    readRoute({ path: '/roles', permission: null, handle: async ({ tx, query }) => ok(await listRoles(tx, pageQuery(query))) }),
    readRoute({ path: '/roles/:id', permission: null, handle: async ({ tx, params }) => ok(await readRole(tx, roleId(params))) }),
    routeWithBody({ method: 'POST', path: '/roles', permission, body: CreateRoleBody, handle: async ({ tx, person, body }) => created(await readRole(tx, await createRole(tx, person, body))) }),
    routeWithBody({
      method: 'PATCH', path: '/roles/:id', permission, body: UpdateRoleBody,
      handle: async ({ tx, person, params, body }) => {
        await updateRole(ctx.sessions, tx, person, roleId(params), body);
        return ok(await readRole(tx, roleId(params)));
      },
    }),
    route({ method: 'DELETE', path: '/roles/:id', permission, handle: async ({ tx, person, params }) => (await deleteRole(tx, person, roleId(params)), noContent) }),
  ];
}

/** Keys are one's own; who manages members sees and ends everybody's. */
function keyRoutes(ctx: IdentityContext): Route[] {
  const permission = 'key.manage';
  return [
    readRoute({ path: '/api-keys', permission: null, handle: async ({ tx, person, query }) => ok(await listApiKeys(tx, query.get('all') === 'true' && mayDo(person, 'member.manage') ? null : person.userId, pageQuery(query))) }),
    routeWithBody({
      method: 'POST', path: '/api-keys', permission, holdsSecret: true, body: CreateApiKeyBody,
      handle: async ({ tx, person, body }) => {
        const { keyId, key } = await createApiKey(tx, person, body);
        return created({ ...(await readApiKey(tx, keyId)), key });
      },
    }),
    route({ method: 'DELETE', path: '/api-keys/:id', permission, handle: async ({ tx, person, params }) => (await revokeApiKey(ctx.sessions, tx, person, idParam(params, 'id', 'API key')), noContent) }),
  ];
}

/** `?active=true|false`; null for both. */
function activeQuery(query: URLSearchParams): boolean | null {
  const text = query.get('active');
  if (text === null) return null;
  return text === 'true' || (text === 'false' ? false : refuse(invalidQuery('active', 'must be true or false')));
}
