import type { TenantView } from '@lime/contracts';
import type { Db } from '@lime/db';
import type { Principal } from '@lime/http';
import { readMemberships } from '../sql/tenants.ts';

/** Those of the person's tenants that whoever asks may know of: a key, or a link of somebody else's, is of one alone. */
export async function listKnownTenants(db: Db, person: Principal): Promise<TenantView[]> {
  const all = await listTenants(db, person);
  return person.credential?.everywhere ? all : all.filter(({ current }) => current);
}

/** The tenants that the person is or was a member of. */
export async function listTenants(db: Db, person: Principal): Promise<TenantView[]> {
  const rows = await db.engine((tx) => readMemberships(tx, person.userId));
  return rows.map((row) => ({ id: String(row.tenant_id), name: row.name, slug: row.slug, current: row.tenant_id === person.tenantId, active: row.active }));
}
