import { hashToken, type Problem, refuse } from '@lime/kernel';
import { recordAudit } from '@lime/audit';
import type { Db, TenantTx } from '@lime/db';
import { mayDo, type Principal } from '@lime/http';
import { findMember } from '../queries/list-members.ts';
import { shownName } from '../shown-name.ts';
import { insertMember } from '../sql/insert-member.ts';
import { findInvitationByToken, type OpenInvitation, takeInvitation } from '../sql/invitations.ts';
import { knownAs } from '../sql/people.ts';
import { readRoles } from '../sql/roles.ts';
import { type OpenedSession, type SessionSource, signInBrowser } from './open-session.ts';

const invitationInvalid: Problem = { status: 404, code: 'invitation_invalid', title: 'This invitation does not work', detail: 'It was used already, has expired, was taken back, or was not copied whole. Ask whoever invited you for another.' };

/** Who accepts: somebody known from elsewhere, or nobody yet. */
export type Newcomer = { name: string; personId?: bigint; githubLogin?: string | null };

/** The open invitation of a link. 404 `invitation_invalid`. */
export async function findInvitation(db: Db, tokenHash: Uint8Array): Promise<OpenInvitation> {
  return (await db.engine((tx) => findInvitationByToken(tx, tokenHash))) ?? refuse(invitationInvalid);
}

/** Makes the newcomer a member, in the transaction of the invitation's tenant. 404 `invitation_invalid`, 409 `already_member`: then the invitation stays open. */
export async function join(tx: TenantTx, invitationId: bigint, newcomer: Newcomer): Promise<bigint> {
  const invitation = (await takeInvitation(tx, invitationId)) ?? refuse(invitationInvalid);
  await requireStillGivable(tx, invitation);
  const userId = await insertMember(tx, { ...newcomer, email: invitation.email, roleIds: invitation.role_ids.map(BigInt) });
  recordAudit(tx, { actor: { userId, name: shownName({ name: newcomer.name, email: invitation.email }) }, action: 'invitation.accept', target: { type: 'invitation', id: invitationId }, payload: { email: invitation.email, invitedBy: String(invitation.invited_by) } });
  return userId;
}

/** Whoever invited must still be able to: roles are changed as well as given, and an open invitation would be a way back to what was taken. */
async function requireStillGivable(tx: TenantTx, { invited_by, role_ids }: { invited_by: bigint; role_ids: string[] }): Promise<void> {
  const inviter = await findMember(tx, invited_by);
  const may = { permissions: inviter.roles.flatMap(({ permissions }) => permissions) };
  const given = (await readRoles(tx, { page: { cursor: null, limit: 200 } })).filter(({ id }) => role_ids.includes(String(id))).flatMap(({ permissions }) => permissions);
  if (!inviter.active || !mayDo(may, 'member.manage') || given.some((permission) => !mayDo(may, permission))) refuse(invitationInvalid);
}

/** Accepts by link, as who is signed in or as somebody new, and opens a session in that tenant. What shows who they are in one tenant alone makes nobody the same person in two. */
export async function acceptInvitation(db: Db, token: string, given: { as: Principal | null; name: string; source: SessionSource }): Promise<OpenedSession> {
  const invitation = await findInvitation(db, hashToken(token));
  const newcomer: Newcomer = given.as?.credential?.everywhere ? await knownAs(db, given.as) : { name: given.name };
  return db.tenant(invitation.tenant_id, async (tx) => signInBrowser(tx, await join(tx, invitation.id, newcomer), given.source));
}
