import type { z } from 'zod';
import type { CreateRoleBody, UpdateRoleBody } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import { recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { type Principal, refuseTaken } from '@lime/http';
import { adminRole } from '../policy.ts';
import { requireOwn } from '../require-own.ts';
import type { Authenticator } from '../session-cache.ts';

type Role = { name: string; permissions: string[]; builtin: boolean };
const taken = (name: string) => ({ code: 'role_name_taken', title: 'Name taken', detail: `There is a role "${name}" already.` });

/** Makes a role of the tenant's own. 403 `beyond_own_permissions`, 409 `role_name_taken`. */
export async function createRole(tx: TenantTx, person: Principal, { name, about, permissions }: z.output<typeof CreateRoleBody>): Promise<bigint> {
  requireOwn(person, permissions);
  const [row]: { id: bigint }[] = await refuseTaken(tx.sql`INSERT INTO roles (tenant_id, name, about, permissions) VALUES (${tx.tenantId}, ${name}, ${about}, ${[...new Set(permissions)]}::jsonb) RETURNING id`, taken(name));
  if (!row) throw new Error('the role was not inserted');
  recordAudit(tx, { actor: person, action: 'role.create', target: { type: 'role', id: row.id }, payload: { name, permissions } });
  return row.id;
}

/**
 * Changes a role for everybody who has it, at once. 403 for permissions that the person has not, given or taken;
 * 409 `admin_keeps_everything`, `builtin_role_name`, or `role_name_taken`.
 */
export async function updateRole(sessions: Authenticator, tx: TenantTx, person: Principal, roleId: bigint, body: z.output<typeof UpdateRoleBody>): Promise<void> {
  const role = await lockRole(tx, roleId);
  if (role.builtin && body.name !== undefined && body.name !== role.name) refuse({ status: 409, code: 'builtin_role_name', title: 'This role keeps its name', detail: `Workflows name the role "${role.name}". Make a role of your own for another name.` });
  const permissions = body.permissions && [...new Set(body.permissions)];
  if (role.name === adminRole && permissions && !permissions.includes('*')) refuse({ status: 409, code: 'admin_keeps_everything', title: 'An admin can do everything', detail: 'The permission "*" cannot be taken from the role "admin".' });
  if (permissions) requireOwn(person, differing(role.permissions, permissions));
  const name = body.name ?? role.name;
  await refuseTaken(
    tx.sql`
      UPDATE roles SET name = ${name}, about = coalesce(${body.about ?? null}, about), permissions = ${permissions ?? role.permissions}::jsonb, version = version + 1, updated_at = now()
      WHERE tenant_id = ${tx.tenantId} AND id = ${roleId}`,
    taken(name),
  );
  recordAudit(tx, { actor: person, action: 'role.update', target: { type: 'role', id: roleId }, payload: { name: role.name, ...(name !== role.name && { to: name }), ...(permissions && { before: role.permissions, after: permissions }) } });
  tx.afterCommit(() => sessions.forgetMember(tx.tenantId, null));
}

/** Deletes a role of the tenant's own that nobody has. 409 `builtin_role` or `role_in_use`. */
export async function deleteRole(tx: TenantTx, person: Principal, roleId: bigint): Promise<void> {
  const role = await lockRole(tx, roleId);
  if (role.builtin) refuse({ status: 409, code: 'builtin_role', title: 'This role stays', detail: `Every organisation has the role "${role.name}".` });
  requireOwn(person, role.permissions);
  const holders: unknown[] = await tx.sql`SELECT 1 FROM user_roles WHERE tenant_id = ${tx.tenantId} AND role_id = ${roleId} LIMIT 1`;
  if (holders.length > 0) refuse({ status: 409, code: 'role_in_use', title: 'Somebody has this role', detail: 'Give its members other roles first.' });
  await tx.sql`DELETE FROM roles WHERE tenant_id = ${tx.tenantId} AND id = ${roleId}`;
  recordAudit(tx, { actor: person, action: 'role.delete', target: { type: 'role', id: roleId }, payload: { name: role.name } });
}

/** Until the transaction ends nobody else changes the role, or is given it. */
async function lockRole(tx: TenantTx, roleId: bigint): Promise<Role> {
  const [role]: Role[] = await tx.sql`SELECT name, permissions, builtin FROM roles WHERE tenant_id = ${tx.tenantId} AND id = ${roleId} FOR UPDATE`;
  return role ?? refuse(notFound('role'));
}

function differing(before: string[], after: string[]): string[] {
  return [...before.filter((name) => !after.includes(name)), ...after.filter((name) => !before.includes(name))];
}
