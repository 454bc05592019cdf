import type { Db } from '@lime/db';
import { adminRole } from '../policy.ts';

/** The first tenant's first admin who is active: whom this machine's own programs act for. */
export async function findFirstAdmin(db: Db): Promise<{ tenantId: bigint; userId: bigint; name: string; email: string } | null> {
  const [tenant]: { id: bigint }[] = await db.engine((tx) => tx.sql`SELECT id FROM tenants ORDER BY id LIMIT 1`);
  if (!tenant) return null;
  const [user]: { id: bigint; name: string; email: string }[] = await db.tenant(tenant.id, (tx) => tx.sql`
    SELECT u.id, u.name, u.email FROM users u JOIN user_roles ur ON ur.tenant_id = u.tenant_id AND ur.user_id = u.id JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = ur.role_id
    WHERE u.tenant_id = ${tenant.id} AND r.name = ${adminRole} AND u.active ORDER BY u.id LIMIT 1`);
  return user ? { tenantId: tenant.id, userId: user.id, name: user.name, email: user.email } : null;
}
