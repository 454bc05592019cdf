import type { z } from 'zod';
import type { InviteBody } from '@lime/contracts';
import { hashToken, newToken, notFound, refuse } from '@lime/kernel';
import { recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import type { Principal } from '@lime/http';
import { requireOwn } from '../require-own.ts';
import { findRoles } from '../sql/roles.ts';

const invitationLifeDays = 7;

/** Invites somebody; an earlier open invitation to the address ends. The token is given this once. 403 `beyond_own_permissions`, 409 `already_member`. */
export async function createInvitation(tx: TenantTx, person: Principal, { email, roleIds }: z.output<typeof InviteBody>): Promise<{ invitationId: bigint; token: string }> {
  const roles = await findRoles(tx, roleIds.map(BigInt));
  requireOwn(person, roles.flatMap(({ permissions }) => permissions));
  const members: unknown[] = await tx.sql`SELECT 1 FROM users WHERE tenant_id = ${tx.tenantId} AND lower(email) = lower(${email})`;
  if (members.length > 0) refuse({ status: 409, code: 'already_member', title: 'A member already', detail: `${email} is a member already. A disabled one can be enabled again.` });
  await tx.sql`SELECT pg_advisory_xact_lock(hashtextextended(${`invite:${tx.tenantId}:${email.toLowerCase()}`}, 0))`;
  const earlier: { id: bigint; email: string; open: boolean }[] = await tx.sql`
    UPDATE invitations SET revoked_at = now() WHERE tenant_id = ${tx.tenantId} AND lower(email) = lower(${email}) AND accepted_at IS NULL AND revoked_at IS NULL RETURNING id, email, expires_at > now() AS open`;
  const token = newToken('invite');
  const [row]: { id: bigint }[] = await tx.sql`
    INSERT INTO invitations (tenant_id, email, role_ids, token_hash, invited_by, expires_at)
    VALUES (${tx.tenantId}, ${email}, ${roles.map(({ id }) => String(id))}::jsonb, ${hashToken(token)}, ${person.userId}, now() + make_interval(days => ${invitationLifeDays})) RETURNING id`;
  if (!row) throw new Error('the invitation was not inserted');
  const replaced = earlier.filter(({ open }) => open).map(({ id, email: to }) => ({ actor: person, action: 'invitation.revoke', target: { type: 'invitation', id }, payload: { email: to, replacedBy: String(row.id) } }));
  recordAudit(tx, ...replaced, { actor: person, action: 'invitation.create', target: { type: 'invitation', id: row.id }, payload: { email, roles: roles.map(({ name }) => name) } });
  return { invitationId: row.id, token };
}

/** Ends an open invitation: its link works no more. */
export async function revokeInvitation(tx: TenantTx, person: Principal, invitationId: bigint): Promise<void> {
  const [row]: { email: string }[] = await tx.sql`
    UPDATE invitations SET revoked_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ${invitationId} AND accepted_at IS NULL AND revoked_at IS NULL RETURNING email`;
  if (!row) refuse(notFound('open invitation'));
  recordAudit(tx, { actor: person, action: 'invitation.revoke', target: { type: 'invitation', id: invitationId }, payload: { email: row.email } });
}
