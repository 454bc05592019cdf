import type { RoleView } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import type { TenantRead } from '@lime/db';
import { type PageWanted, toPage } from '@lime/http';
import { readRoles, type RoleRow } from '../sql/roles.ts';

export async function listRoles(tx: TenantRead, page: PageWanted): Promise<{ items: RoleView[]; next: string | null }> {
  return toPage(await readRoles(tx, { page }), page, viewOf);
}

export async function readRole(tx: TenantRead, roleId: bigint): Promise<RoleView> {
  const [row] = await readRoles(tx, { roleId, page: { cursor: null, limit: 1 } });
  return row ? viewOf(row) : refuse(notFound('role'));
}

function viewOf({ id, created_at: createdAt, updated_at: updatedAt, ...row }: RoleRow): RoleView {
  return { id: String(id), ...row, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}
