import type { z } from 'zod';
import type { CreateUserBody, UpdateUserBody } from '@lime/contracts';
import { recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import type { Principal } from '@lime/http';
import { findMember } from '../queries/list-members.ts';
import { requireOwn } from '../require-own.ts';
import type { Authenticator } from '../session-cache.ts';
import { insertMember } from '../sql/insert-member.ts';
import { endInvitationsOf } from '../sql/invitations.ts';
import { findRoles, lockAdmins, requireAdmin } from '../sql/roles.ts';
import { signOutMember } from './end-sessions.ts';
import { createSignInLink, insertSignInLink, type SignInLink } from './sign-in-link.ts';

/** Adds a member, who comes in by the link. 403 `beyond_own_permissions`, 409 `already_member`. */
export async function createMember(tx: TenantTx, person: Principal, { email, name, roleIds }: z.output<typeof CreateUserBody>): Promise<{ userId: bigint; link: SignInLink }> {
  const roles = await findRoles(tx, roleIds.map(BigInt));
  requireOwn(person, roles.flatMap(({ permissions }) => permissions));
  const userId = await insertMember(tx, { email, name, roleIds: roles.map(({ id }) => id) });
  recordAudit(tx, { actor: person, action: 'user.create', target: { type: 'user', id: userId }, payload: { email, roles: roles.map((role) => role.name), signInLink: true } });
  return { userId, link: await insertSignInLink(tx, userId, false) };
}

/** A link for a member who cannot come in any more. Whoever holds it is that member: so none for a member who may more than oneself. */
export async function createMemberLink(tx: TenantTx, person: Principal, userId: bigint): Promise<SignInLink> {
  requireOwn(person, permissionsOf(await findMember(tx, userId)));
  return createSignInLink(tx, person, userId, { handed: true });
}

/** Renames, disables or enables a member. Who is disabled is out at once. 403 for a member who may more than oneself, 409 `last_admin`. */
export async function updateMember(sessions: Authenticator, tx: TenantTx, person: Principal, userId: bigint, { name, active }: z.output<typeof UpdateUserBody>): Promise<void> {
  await lockAdmins(tx);
  const member = await findMember(tx, userId);
  requireOwn(person, permissionsOf(member));
  await tx.sql`UPDATE users SET name = coalesce(${name ?? null}, name), active = coalesce(${active ?? null}::boolean, active), updated_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ${userId}`;
  const action = active === undefined || active === member.active ? 'user.update' : active ? 'user.enable' : 'user.disable';
  recordAudit(tx, { actor: person, action, target: { type: 'user', id: userId }, payload: { email: member.email, ...(name !== undefined && { name }) } });
  if (active === false) {
    await requireAdmin(tx);
    await signOutMember(tx, person, userId);
  }
  tx.afterCommit(() => sessions.forgetMember(tx.tenantId, userId));
}

/** Gives a member these roles and no others. 403 for permissions that oneself has not, given or taken; 409 `last_admin`. */
export async function setMemberRoles(sessions: Authenticator, tx: TenantTx, person: Principal, userId: bigint, roleIds: bigint[]): Promise<void> {
  await lockAdmins(tx);
  const member = await findMember(tx, userId);
  const wanted = await findRoles(tx, [...new Set(roleIds)]);
  const has = member.roles.map((role) => ({ ...role, id: BigInt(role.id) }));
  const changed = [...has.filter(({ id }) => !wanted.some((role) => role.id === id)), ...wanted.filter(({ id }) => !has.some((role) => role.id === id))];
  requireOwn(person, changed.flatMap(({ permissions }) => permissions));
  const ids = wanted.map(({ id }) => String(id));
  await tx.sql`DELETE FROM user_roles WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId} AND role_id NOT IN (SELECT value::bigint FROM jsonb_array_elements_text(${ids}::jsonb))`;
  await tx.sql`INSERT INTO user_roles (tenant_id, user_id, role_id) SELECT ${tx.tenantId}, ${userId}, value::bigint FROM jsonb_array_elements_text(${ids}::jsonb) ON CONFLICT DO NOTHING`;
  // Their roles are part of what is shown of a member.
  await tx.sql`UPDATE users SET updated_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ${userId}`;
  await requireAdmin(tx);
  if (has.some(({ id }) => !wanted.some((role) => role.id === id))) await endInvitationsOf(tx, userId);
  recordAudit(tx, { actor: person, action: 'user.roles', target: { type: 'user', id: userId }, payload: { email: member.email, before: has.map(({ name }) => name), after: wanted.map(({ name }) => name) } });
  tx.afterCommit(() => sessions.forgetMember(tx.tenantId, userId));
}

function permissionsOf({ roles }: { roles: { permissions: string[] }[] }): string[] {
  return roles.flatMap(({ permissions }) => permissions);
}
