import { CreatedUser, CreateUserBody, MemberQuery, MemberView, pageOf, SetUserRolesBody, SignInLink, UpdateUserBody } from '@lime/contracts';
import { created, idParam, ok, pageQuery, parseQuery, readRoute, route, type Route, routeWithBody, type Versioned, versionIn } from '@lime/http';
import type { TenantRead } from '@lime/db';
import { notFound, refuse } from '@lime/kernel';
import { createMember, createMemberLink, setMemberRoles, updateMember } from '../commands/manage-members.ts';
import type { IdentityContext } from '../identity-context.ts';
import { listMembers, readMember } from '../queries/list-members.ts';
import { lockAdmins } from '../sql/roles.ts';
import { signInLinkView } from './sign-in-link-view.ts';

const permission = 'member.manage';
const row = versionIn('users', 'member');
/** Locked in the order in which every change of members locks them. */
const version: Versioned = {
  ...row,
  find: async (tx, asked) => {
    await lockAdmins(tx);
    return row.find(tx, asked);
  },
};

/** The members of the tenant. */
export function memberRoutes(ctx: IdentityContext): Route[] {
  const userId = (params: Record<string, string>) => idParam(params, 'id', 'member');
  return [
    readRoute({ path: '/users', permission: null, summary: 'List members', answer: pageOf(MemberView), query: MemberQuery, handle: async ({ tx, query }) => ok(await listMembers(tx, memberQuery(tx, query), pageQuery(query))) }),
    readRoute({ path: '/users/:id', permission: null, summary: 'Read a member', answer: MemberView, handle: async ({ tx, params }) => ok(await readMember(tx, userId(params))) }),
    routeWithBody({
      method: 'POST', statuses: [201], path: '/users', permission, secrets: ['signIn'], body: CreateUserBody, summary: 'Add a member, who comes in by the link in the answer', answer: CreatedUser,
      handle: async ({ tx, person, body }) => {
        const made = await createMember(tx, person, body);
        return created({ ...(await readMember(tx, made.userId)), signIn: signInLinkView(ctx, made.link) });
      },
    }),
    routeWithBody({
      method: 'PATCH', path: '/users/:id', permission, version, body: UpdateUserBody, summary: 'Rename, disable or enable a member', answer: MemberView,
      handle: async ({ tx, person, params, body }) => {
        await updateMember(ctx.sessions, tx, person, userId(params), body);
        return ok(await readMember(tx, userId(params)));
      },
    }),
    routeWithBody({
      method: 'POST', path: '/users/:id/roles', permission, version, body: SetUserRolesBody, summary: 'Give a member these roles and no others', answer: MemberView,
      handle: async ({ tx, person, params, body }) => {
        await setMemberRoles(ctx.sessions, tx, person, userId(params), body.roleIds.map(BigInt));
        return ok(await readMember(tx, userId(params)));
      },
    }),
    route({
      method: 'POST', statuses: [201], path: '/users/:id/sign-in-links', permission, secrets: ['url'], summary: 'Make a link that signs a member in, once', answer: SignInLink,
      handle: async ({ tx, person, params }) => created(signInLinkView(ctx, await createMemberLink(tx, person, userId(params)))),
    }),
  ];
}

/** Null for both. */
/** Who are active, or are not; null: both. 404 for another organisation's. */
function memberQuery({ tenantId }: TenantRead, query: URLSearchParams): boolean | null {
  const asked = parseQuery(MemberQuery, query);
  if (asked.tenantId !== undefined && asked.tenantId !== String(tenantId)) refuse(notFound('organisation'));
  return asked.active === undefined ? null : asked.active === 'true';
}
