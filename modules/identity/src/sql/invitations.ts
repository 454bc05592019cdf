import type { EngineTx, TenantRead, TenantTx } from '@lime/db';
import type { PageWanted } from '@lime/http';

export type InvitationRow = { id: bigint; email: string; roles: { id: string; name: string }[]; invited_by: string; created_at: Date; expires_at: Date; state: 'open' | 'accepted' | 'declined' | 'revoked' | 'expired' };

/** Invitations, newest first, one more than the page holds. */
export async function readInvitations(tx: TenantRead, { invitationId, page }: { invitationId?: bigint; page: PageWanted }): Promise<InvitationRow[]> {
  return await tx.sql`
    SELECT i.id, i.email, i.created_at, i.expires_at, coalesce(nullif(u.name, ''), u.email) AS invited_by,
      coalesce((SELECT jsonb_agg(jsonb_build_object('id', r.id::text, 'name', r.name) ORDER BY r.id) FROM roles r WHERE r.tenant_id = i.tenant_id AND r.id IN (SELECT value::bigint FROM jsonb_array_elements_text(i.role_ids))), '[]') AS roles,
      CASE WHEN i.accepted_at IS NOT NULL THEN 'accepted' WHEN i.declined_at IS NOT NULL THEN 'declined' WHEN i.revoked_at IS NOT NULL THEN 'revoked' WHEN i.expires_at <= now() THEN 'expired' ELSE 'open' END AS state
    FROM invitations i JOIN users u ON u.tenant_id = i.tenant_id AND u.id = i.invited_by
    WHERE i.tenant_id = ${tx.tenantId} AND (${invitationId ?? null}::bigint IS NULL OR i.id = ${invitationId ?? null}) AND (${page.cursor}::bigint IS NULL OR i.id < ${page.cursor})
    ORDER BY i.id DESC LIMIT ${page.limit + 1}`;
}

export type OpenInvitation = { id: bigint; tenant_id: bigint };

/** The open invitation of this link, of any tenant. */
export async function findInvitationByToken(tx: EngineTx, tokenHash: Uint8Array): Promise<OpenInvitation | null> {
  const [row]: OpenInvitation[] = await tx.sql`SELECT id, tenant_id FROM invitations WHERE token_hash = ${tokenHash} AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > now()`;
  return row ?? null;
}

/** The tenant that an invitation is, or was, of: one, or none. */
export async function findTenantOfInvitation(tx: EngineTx, tokenHash: Uint8Array): Promise<bigint[]> {
  const rows: { tenant_id: bigint }[] = await tx.sql`SELECT tenant_id FROM invitations WHERE token_hash = ${tokenHash}`;
  return rows.map(({ tenant_id }) => tenant_id);
}

/** The open invitations to any of a person's addresses, of tenants where they are no member, the newest first; one more than the page holds. */
export async function findInvitationsTo(tx: EngineTx, { personId, emails }: { personId: bigint; emails: string[] }, { invitationId, page }: { invitationId?: bigint; page: PageWanted }): Promise<OpenInvitation[]> {
  return await tx.sql`
    SELECT i.id, i.tenant_id FROM invitations i
    WHERE lower(i.email) IN (SELECT value FROM jsonb_array_elements_text(${emails}::jsonb)) AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()
      AND (${invitationId ?? null}::bigint IS NULL OR i.id = ${invitationId ?? null}) AND (${page.cursor}::bigint IS NULL OR i.id < ${page.cursor})
      AND NOT EXISTS (SELECT 1 FROM users u WHERE u.tenant_id = i.tenant_id AND u.person_id = ${personId})
    ORDER BY i.id DESC LIMIT ${page.limit + 1}`;
}

/** Takes an open invitation: of several who try at once, one. */
export async function takeInvitation(tx: TenantTx, invitationId: bigint): Promise<{ email: string; role_ids: string[]; invited_by: bigint } | null> {
  const [row]: { email: string; role_ids: string[]; invited_by: bigint }[] = await tx.sql`
    UPDATE invitations SET accepted_at = now()
    WHERE tenant_id = ${tx.tenantId} AND id = ${invitationId} AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > now() RETURNING email, role_ids, invited_by`;
  return row ?? null;
}

/** Ends an open invitation as who it was for; null when it is open no more. */
export async function declineInvitation(tx: TenantTx, invitationId: bigint): Promise<{ email: string } | null> {
  const [row]: { email: string }[] = await tx.sql`
    UPDATE invitations SET revoked_at = now(), declined_at = now()
    WHERE tenant_id = ${tx.tenantId} AND id = ${invitationId} AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > now() RETURNING email`;
  return row ?? null;
}

/** Ends the open invitations that a member has sent: they could be a way back for who has lost permissions. */
export async function endInvitationsOf(tx: TenantTx, userId: bigint): Promise<void> {
  await tx.sql`UPDATE invitations SET revoked_at = now() WHERE tenant_id = ${tx.tenantId} AND invited_by = ${userId} AND accepted_at IS NULL AND revoked_at IS NULL`;
}
