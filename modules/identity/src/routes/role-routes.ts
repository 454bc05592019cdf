import { CreateRoleBody, pageOf, PageQuery, permissions, PermissionView, RoleView, UpdateRoleBody } from '@lime/contracts';
import { created, idParam, noContent, ok, pageQuery, readRoute, route, type Route, routeWithBody, versionIn } from '@lime/http';
import { createRole, deleteRole, updateRole } from '../commands/manage-roles.ts';
import type { IdentityContext } from '../identity-context.ts';
import { listRoles, readRole } from '../queries/list-roles.ts';

const permission = 'role.manage';
const version = versionIn('roles', 'role');

/** Roles, and what they can allow. */
export function roleRoutes(ctx: IdentityContext): Route[] {
  const roleId = (params: Record<string, string>) => idParam(params, 'id', 'role');
  return [
    readRoute({ path: '/permissions', permission: null, summary: 'List what roles can allow', answer: pageOf(PermissionView), handle: async () => ok({ items: Object.entries(permissions).map(([name, about]) => ({ name, about })), next: null }) }),
    readRoute({ path: '/roles', permission: null, summary: 'List roles', answer: pageOf(RoleView), query: PageQuery, handle: async ({ tx, query }) => ok(await listRoles(tx, pageQuery(query))) }),
    readRoute({ path: '/roles/:id', permission: null, summary: 'Read a role', answer: RoleView, handle: async ({ tx, params }) => ok(await readRole(tx, roleId(params))) }),
    routeWithBody({ method: 'POST', statuses: [201], path: '/roles', permission, body: CreateRoleBody, summary: 'Make a role', answer: RoleView, handle: async ({ tx, person, body }) => created(await readRole(tx, await createRole(tx, person, body))) }),
    routeWithBody({
      method: 'PATCH', path: '/roles/:id', permission, version, body: UpdateRoleBody, summary: 'Change a role, for everybody who has it', answer: RoleView,
      handle: async ({ tx, person, params, body }) => {
        await updateRole(ctx.sessions, tx, person, roleId(params), body);
        return ok(await readRole(tx, roleId(params)));
      },
    }),
    route({ method: 'DELETE', path: '/roles/:id', permission, version, answer: null, summary: 'Delete a role that nobody has', handle: async ({ tx, person, params }) => (await deleteRole(tx, person, roleId(params)), noContent) }),
  ];
}
