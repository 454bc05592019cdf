import type { TenantView } from '@lime/contracts';
import type { Db } from '@lime/db';
import type { Principal } from '@lime/http';
import { readMemberships } from '../sql/tenants.ts';

/** The tenants that the person is or was a member of. */
export async function listTenants(db: Db, person: Principal): Promise<TenantView[]> {
  const rows = await db.engine((tx) => readMemberships(tx, person.userId));
  return rows.map((row) => ({ id: String(row.tenant_id), name: row.name, slug: row.slug, current: row.tenant_id === person.tenantId, active: row.active }));
}
