import type { Db, EngineTx, TenantTx } from '@lime/db';
import { defaultRoles } from '../policy.ts';

/** An id for a tenant that is about to be made. */
export async function drawTenantId(db: Db): Promise<bigint> {
  const [row]: { id: bigint }[] = await db.engine((tx) => tx.sql`SELECT nextval('tenants_id_seq')::bigint AS id`);
  if (!row) throw new Error('no id was drawn');
  return row.id;
}

/** Makes the tenant that the transaction is of, with the default roles; false when it is there already. */
export async function insertTenant(tx: TenantTx, { name, slug }: { name: string; slug: string }): Promise<boolean> {
  const made: unknown[] = await tx.sql`INSERT INTO tenants (id, name, slug) VALUES (${tx.tenantId}, ${name}, ${slug}) ON CONFLICT (id) DO NOTHING RETURNING id`;
  if (made.length === 0) return false;
  const roles = Object.entries(defaultRoles).map(([role, { about, permissions }]) => ({ name: role, about, permissions }));
  await tx.sql`
    INSERT INTO roles (tenant_id, name, about, permissions, builtin)
    SELECT ${tx.tenantId}, name, about, permissions, true FROM jsonb_to_recordset(${roles}::jsonb) AS r (name text, about text, permissions jsonb)`;
  return true;
}

export type Membership = { tenant_id: bigint; name: string; slug: string; user_id: bigint; active: boolean };

/** The tenants of the person behind a user, by name. */
export async function readMemberships(tx: EngineTx, userId: bigint): Promise<Membership[]> {
  return await tx.sql`
    SELECT t.id AS tenant_id, t.name, t.slug, u.id AS user_id, u.active FROM users u JOIN tenants t ON t.id = u.tenant_id
    WHERE u.id = ${userId} OR u.person_id = (SELECT person_id FROM users WHERE id = ${userId}) ORDER BY lower(t.name), t.id`;
}

/** The users of a person, the one they signed in as last first. */
export async function readUsersOf(tx: EngineTx, personId: bigint): Promise<{ tenant_id: bigint; user_id: bigint; active: boolean }[]> {
  return await tx.sql`
    SELECT u.tenant_id, u.id AS user_id, u.active FROM users u WHERE u.person_id = ${personId}
    ORDER BY (SELECT max(s.created_at) FROM sessions s WHERE s.tenant_id = u.tenant_id AND s.user_id = u.id) DESC NULLS LAST, u.id`;
}
