import type { Me } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import type { Principal } from '@lime/http';

/** Who the person is, and for which tenant. */
export async function readMe(tx: TenantRead, person: Principal): Promise<Me> {
  const [tenant]: { name: string; slug: string; time_zone: string }[] = await tx.sql`SELECT name, slug, time_zone FROM tenants WHERE id = ${tx.tenantId}`;
  return {
    user: { id: String(person.userId), email: person.email, name: person.name },
    tenant: { id: String(tx.tenantId), name: tenant?.name ?? '', slug: tenant?.slug ?? '', timeZone: tenant?.time_zone ?? 'UTC' },
    roles: person.roles,
    permissions: person.permissions,
  };
}
