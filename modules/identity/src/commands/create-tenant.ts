import type { Db } from '@lime/db';
import { recordAudit } from '@lime/audit';
import { defaultRoles } from '../policy.ts';

export type NewTenant = { name: string; slug: string; admin: { email: string; name: string } };

/** Makes a tenant with the default roles and its first admin. */
export async function createTenant(db: Db, tenant: NewTenant): Promise<{ tenantId: bigint; userId: bigint }> {
  const [row]: { id: bigint }[] = await db.engine((tx) => tx.sql`INSERT INTO tenants (name, slug) VALUES (${tenant.name}, ${tenant.slug}) RETURNING id`);
  if (!row) throw new Error('the tenant was not inserted');
  const tenantId = row.id;
  const userId = await db.tenant(tenantId, async (tx) => {
    for (const [name, permissions] of Object.entries(defaultRoles)) {
      await tx.sql`INSERT INTO roles (tenant_id, name, permissions) VALUES (${tenantId}, ${name}, ${permissions}::jsonb)`;
    }
    const [user]: { id: bigint }[] = await tx.sql`
      WITH person AS (INSERT INTO users (tenant_id, email, name) VALUES (${tenantId}, ${tenant.admin.email}, ${tenant.admin.name}) RETURNING id),
      role AS (INSERT INTO user_roles (tenant_id, user_id, role_id) SELECT ${tenantId}, person.id, roles.id FROM person, roles WHERE roles.tenant_id = ${tenantId} AND roles.name = 'admin')
      SELECT id FROM person`;
    if (!user) throw new Error('the admin was not inserted');
    recordAudit(tx, { actor: { userId: user.id, name: tenant.admin.name }, action: 'tenant.create', target: { type: 'tenant', id: tenantId } });
    return user.id;
  });
  return { tenantId, userId };
}
