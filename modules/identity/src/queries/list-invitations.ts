import type { z } from 'zod';
import type { InvitationPreview, InvitationView } from '@lime/contracts';
import { hashToken, notFound, refuse } from '@lime/kernel';
import type { Db, TenantRead } from '@lime/db';
import { type PageWanted, toPage } from '@lime/http';
import { findInvitation } from '../commands/accept-invitation.ts';
import { type InvitationRow, readInvitations } from '../sql/invitations.ts';

export async function listInvitations(tx: TenantRead, page: PageWanted): Promise<{ items: InvitationView[]; next: string | null }> {
  return toPage(await readInvitations(tx, { page }), page, viewOf);
}

export async function readInvitation(tx: TenantRead, invitationId: bigint): Promise<InvitationView> {
  return viewOf(await find(tx, invitationId));
}

/** What whoever holds the link may know. 404 `invitation_invalid`. */
export async function previewInvitation(db: Db, token: string): Promise<z.infer<typeof InvitationPreview>> {
  const { id, tenant_id } = await findInvitation(db, hashToken(token));
  return db.tenant(tenant_id, async (tx) => {
    const [tenant]: { name: string }[] = await tx.sql`SELECT name FROM tenants WHERE id = ${tx.tenantId}`;
    const row = await find(tx, id);
    return { tenant: tenant?.name ?? '', email: row.email, invitedBy: row.invited_by, expiresAt: row.expires_at.toISOString() };
  });
}

async function find(tx: TenantRead, invitationId: bigint): Promise<InvitationRow> {
  const [row] = await readInvitations(tx, { invitationId, page: { cursor: null, limit: 1 } });
  return row ?? refuse(notFound('invitation'));
}

function viewOf(row: InvitationRow): InvitationView {
  return { id: String(row.id), email: row.email, roles: row.roles, invitedBy: row.invited_by, createdAt: row.created_at.toISOString(), expiresAt: row.expires_at.toISOString(), state: row.state };
}
