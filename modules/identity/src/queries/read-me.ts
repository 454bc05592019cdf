import type { Me } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import type { Principal } from '@lime/http';

type Row = { name: string; slug: string; time_zone: string; version: number; user_version: number };

/** Who the person is, and for which tenant. */
export async function readMe(tx: TenantRead, person: Principal): Promise<Me> {
  const [row]: Row[] = await tx.sql`
    SELECT t.name, t.slug, t.time_zone, t.version, u.version AS user_version FROM tenants t JOIN users u ON u.tenant_id = t.id AND u.id = ${person.userId} WHERE t.id = ${tx.tenantId}`;
  if (!row) throw new Error('who asks is no user');
  return {
    user: { id: String(person.userId), email: person.email, name: person.name },
    tenant: { id: String(tx.tenantId), name: row.name, slug: row.slug, timeZone: row.time_zone, version: row.version },
    roles: person.roles,
    permissions: person.permissions,
    version: row.user_version,
  };
}
