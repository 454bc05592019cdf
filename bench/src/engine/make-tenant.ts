import type { Db } from '@lime/db';

/** A tenant with one person in it, who starts the runs. */
export async function makeTenant(db: Db): Promise<{ tenantId: bigint; userId: bigint }> {
  const [tenant]: { id: bigint }[] = await db.engine((tx) => tx.sql`INSERT INTO tenants (name, slug) VALUES ('Bench', 'bench') RETURNING id`);
  const tenantId = tenant?.id ?? 0n;
  const [user]: { id: bigint }[] = await db.tenant(tenantId, (tx) => tx.sql`INSERT INTO users (tenant_id, email, name) VALUES (${tenantId}, 'ada@example.org', 'Ada') RETURNING id`);
  return { tenantId, userId: user?.id ?? 0n };
}
