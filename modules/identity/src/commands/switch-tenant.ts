import { notFound, refuse } from '@lime/kernel';
import type { Db } from '@lime/db';
import type { Principal } from '@lime/http';
import { oneTenantOnly } from '../one-tenant-only.ts';
import { readMemberships } from '../sql/tenants.ts';
import { type OpenedSession, type SessionSource, signInBrowser } from './open-session.ts';

/** Opens a session in another tenant of the person's. 404 for a tenant that is not theirs, 403 `account_disabled`, or `one_tenant_only` by what shows who they are in one tenant alone. */
export async function switchTenant(db: Db, person: Principal, tenantId: bigint, source: SessionSource): Promise<OpenedSession> {
  if (!person.credential?.everywhere) refuse(oneTenantOnly);
  const memberships = await db.engine((tx) => readMemberships(tx, person.userId));
  const target = memberships.find((membership) => membership.tenant_id === tenantId) ?? refuse(notFound('organisation'));
  return db.tenant(target.tenant_id, (tx) => signInBrowser(tx, target.user_id, source));
}
