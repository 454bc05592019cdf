import { refuse } from '@lime/kernel';
import type { TenantRead, TenantTx } from '@lime/db';
import { invalidField, type PageWanted } from '@lime/http';
import { adminRole } from '../policy.ts';

export type RoleRow = { id: bigint; name: string; about: string; permissions: string[]; builtin: boolean; version: number; members: number; created_at: Date; updated_at: Date };

/** Roles in the order they were made, one more than the page holds. */
export async function readRoles(tx: TenantRead, { roleId, page }: { roleId?: bigint; page: PageWanted }): Promise<RoleRow[]> {
  return await tx.sql`
    SELECT r.id, r.name, r.about, r.permissions, r.builtin, r.version, r.created_at, r.updated_at,
      (SELECT count(*)::int FROM user_roles ur JOIN users u ON u.tenant_id = ur.tenant_id AND u.id = ur.user_id AND u.active WHERE ur.tenant_id = r.tenant_id AND ur.role_id = r.id) AS members
    FROM roles r
    WHERE r.tenant_id = ${tx.tenantId} AND (${roleId ?? null}::bigint IS NULL OR r.id = ${roleId ?? null}) AND (${page.cursor}::bigint IS NULL OR r.id > ${page.cursor})
    ORDER BY r.id LIMIT ${page.limit + 1}`;
}

/** The roles of these ids, which nobody deletes until the transaction ends. 422 `unknown_role` naming one that the tenant has not. */
export async function findRoles(tx: TenantTx, ids: bigint[]): Promise<{ id: bigint; name: string; permissions: string[] }[]> {
  const rows: { id: bigint; name: string; permissions: string[] }[] = await tx.sql`
    SELECT id, name, permissions FROM roles WHERE tenant_id = ${tx.tenantId} AND id = ANY (${`{${ids.join(',')}}`}::bigint[]) ORDER BY id FOR KEY SHARE`;
  const missing = ids.find((id) => !rows.some((row) => row.id === id));
  if (missing !== undefined) refuse({ ...invalidField('roleIds', `there is no role ${missing}`), code: 'unknown_role' });
  return rows;
}

/** Lets changes of who is an admin happen one after another. */
export async function lockAdmins(tx: TenantTx): Promise<void> {
  await tx.sql`SELECT 1 FROM roles WHERE tenant_id = ${tx.tenantId} AND name = ${adminRole} FOR UPDATE`;
}

/** 409 `last_admin` when the tenant has no active admin any more; to be asked after the change, under {@link lockAdmins}. */
export async function requireAdmin(tx: TenantTx): Promise<void> {
  const admins: unknown[] = await tx.sql`
    SELECT 1 FROM roles r JOIN user_roles ur ON ur.tenant_id = r.tenant_id AND ur.role_id = r.id JOIN users u ON u.tenant_id = r.tenant_id AND u.id = ur.user_id AND u.active
    WHERE r.tenant_id = ${tx.tenantId} AND r.name = ${adminRole} LIMIT 1`;
  if (admins.length === 0) refuse({ status: 409, code: 'last_admin', title: 'The last admin', detail: 'An organisation needs an active admin. Make somebody else one first.' });
}
