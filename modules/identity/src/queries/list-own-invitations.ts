import type { OwnInvitation } from '@lime/contracts';
import type { Db, TenantRead } from '@lime/db';
import { type PageWanted, type Principal, toPage } from '@lime/http';
import { findInvitationsTo } from '../sql/invitations.ts';
import { readAddressesOf } from '../sql/people.ts';

type Row = { id: bigint; tenant: string; slug: string; email: string; invited_by: string; roles: string[]; created_at: Date; expires_at: Date };

/** The invitations that wait for the person's answer, newest first. None for what shows who they are in one tenant alone. */
export async function listOwnInvitations(db: Db, person: Principal, page: PageWanted): Promise<{ items: OwnInvitation[]; next: string | null }> {
  const addressee = person.credential?.everywhere ? await db.engine((tx) => readAddressesOf(tx, person.userId)) : null;
  if (!addressee || addressee.emails.length === 0) return { items: [], next: null };
  const { items, next } = toPage(await db.engine((tx) => findInvitationsTo(tx, addressee, { page })), page, (row) => row);
  const views = await Promise.all(items.map(({ id, tenant_id }) => db.read(tenant_id, (tx) => readOwn(tx, id))));
  return { items: views.flat(), next };
}

/** Nothing when it has ended meanwhile. */
async function readOwn(tx: TenantRead, invitationId: bigint): Promise<OwnInvitation[]> {
  const rows: Row[] = await tx.sql`
    SELECT i.id, t.name AS tenant, t.slug, i.email, coalesce(nullif(u.name, ''), u.email) AS invited_by, i.created_at, i.expires_at,
      coalesce((SELECT jsonb_agg(r.name ORDER BY r.id) FROM roles r WHERE r.tenant_id = i.tenant_id AND r.id IN (SELECT value::bigint FROM jsonb_array_elements_text(i.role_ids))), '[]') AS roles
    FROM invitations i JOIN tenants t ON t.id = i.tenant_id JOIN users u ON u.tenant_id = i.tenant_id AND u.id = i.invited_by
    WHERE i.tenant_id = ${tx.tenantId} AND i.id = ${invitationId}`;
  return rows.map((row) => ({
    id: String(row.id), tenant: { name: row.tenant, slug: row.slug }, email: row.email, invitedBy: row.invited_by, roles: row.roles, createdAt: row.created_at.toISOString(), expiresAt: row.expires_at.toISOString(),
  }));
}
