import { randomBytes } from 'node:crypto';
import { refuse } from '@lime/kernel';
import { recordAudit } from '@lime/audit';
import { type Db, type TenantTx, uniqueViolation } from '@lime/db';
import type { Principal } from '@lime/http';
import { oneTenantOnly } from '../one-tenant-only.ts';
import { adminRole } from '../policy.ts';
import { shownName } from '../shown-name.ts';
import { insertMember } from '../sql/insert-member.ts';
import { knownAs } from '../sql/people.ts';
import { drawTenantId, insertTenant, readMemberships } from '../sql/tenants.ts';

type Admin = { email: string; name: string; personId?: bigint; githubLogin?: string | null };
export type NewTenant = { name: string; slug: string; admin: Admin };

/** Makes a tenant with the default roles and its first admin, all or nothing. A slug that is taken violates `tenants_slug_key`. */
export async function createTenant(db: Db, tenant: NewTenant): Promise<{ tenantId: bigint; userId: bigint }> {
  const tenantId = await drawTenantId(db);
  const userId = await db.tenant(tenantId, (tx) => fillTenant(tx, tenant));
  if (userId === null) throw new Error('a fresh id is in use');
  return { tenantId, userId };
}

/** The tenant of the transaction, with its first admin; null when it was made meanwhile. */
export async function fillTenant(tx: TenantTx, { name, slug, admin }: NewTenant): Promise<bigint | null> {
  if (!(await insertTenant(tx, { name, slug }))) return null;
  const [role]: { id: bigint }[] = await tx.sql`SELECT id FROM roles WHERE tenant_id = ${tx.tenantId} AND name = ${adminRole}`;
  const userId = await insertMember(tx, { ...admin, roleIds: role ? [role.id] : [] });
  recordAudit(tx, { actor: { userId, name: shownName(admin) }, action: 'tenant.create', target: { type: 'tenant', id: tx.tenantId }, payload: { name, slug } });
  return userId;
}

/** So many organisations may one person be in when they make another: each has its own turn of the shared runners. */
const mostTenants = 50;

/** Another tenant of the person's, who is its admin. 409 `tenant_slug_taken` for a slug that they chose themselves, `too_many_tenants`; 403 `one_tenant_only`. */
export async function createOwnTenant(db: Db, person: Principal, { name, slug }: { name: string; slug?: string | undefined }): Promise<bigint> {
  // Who holds somebody else's link or key makes nothing in their name elsewhere.
  if (!person.credential?.everywhere) refuse(oneTenantOnly);
  if ((await db.engine((tx) => readMemberships(tx, person.userId))).length >= mostTenants) refuse({ status: 409, code: 'too_many_tenants', title: 'Too many organisations', detail: `You are a member of ${mostTenants} organisations already.` });
  const admin: Admin = { ...(await knownAs(db, person)), email: person.email };
  const made = await withFreeSlug(slug ?? slugOf(name), slug !== undefined, (free) => createTenant(db, { name, slug: free, admin }));
  return made.tenantId;
}

/** Tries the slug, then, unless it is to be this one, others that begin like it. 409 `tenant_slug_taken`. */
export async function withFreeSlug<T>(slug: string, exact: boolean, make: (slug: string) => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await make(attempt === 0 ? slug : `${slug}-${randomBytes(3).toString('hex')}`);
    } catch (error) {
      if (uniqueViolation(error) !== 'tenants_slug_key' || attempt === 4) throw error;
      if (exact) refuse({ status: 409, code: 'tenant_slug_taken', title: 'Name taken', detail: `Another organisation is called "${slug}" already. Choose another slug.` });
    }
  }
}

/** Lower-case letters, digits and single dashes. */
export function slugOf(name: string): string {
  const slug = name.toLowerCase().normalize('NFKD').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 30).replace(/-+$/, '');
  return slug.length < 2 ? 'team' : slug;
}
