import { notFound, refuse } from '@lime/kernel';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import type { Principal } from '@lime/http';
import type { Authenticator } from '../session-cache.ts';
import { endInvitationsOf } from '../sql/invitations.ts';

type Ended = { token_hash: Uint8Array };

/** Ends the sessions of a person's command line that were opened for one place, or for none that is named. */
export async function endSessionsAt(tx: TenantTx, userId: bigint, place: string): Promise<void> {
  await tx.sql`UPDATE sessions SET revoked_at = now() WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId} AND kind = 'cli' AND (agent IS NULL OR agent = ${place}) AND revoked_at IS NULL`;
}

/** Ends one of the person's own sessions. */
export async function endSession(sessions: Authenticator, tx: TenantTx, person: Principal, sessionId: bigint): Promise<void> {
  const ended: Ended[] = await tx.sql`UPDATE sessions SET revoked_at = now() WHERE tenant_id = ${tx.tenantId} AND user_id = ${person.userId} AND id = ${sessionId} AND revoked_at IS NULL RETURNING token_hash`;
  if (ended.length === 0) refuse(notFound('session'));
  recordAudit(tx, { actor: person, action: 'session.revoke', target: { type: 'session', id: sessionId } });
  forgetAll(sessions, tx, ended);
}

/** Ends all of the person's own sessions but the one that asks. */
export async function endOtherSessions(sessions: Authenticator, tx: TenantTx, person: Principal): Promise<number> {
  const own = person.credential?.kind === 'session' ? person.credential.id : null;
  const ended: Ended[] = await tx.sql`
    UPDATE sessions SET revoked_at = now()
    WHERE tenant_id = ${tx.tenantId} AND user_id = ${person.userId} AND id IS DISTINCT FROM ${own}::bigint AND revoked_at IS NULL AND expires_at > now() RETURNING token_hash`;
  recordAudit(tx, { actor: person, action: 'session.revoke_others', target: { type: 'user', id: person.userId }, payload: { sessions: ended.length } });
  forgetAll(sessions, tx, ended);
  return ended.length;
}

/** Ends a user's sessions but for one, and the links by which they could come in. */
export async function endWaysIn(sessions: Authenticator, tx: TenantTx, actor: Actor & { userId: bigint }, keep: bigint | null): Promise<void> {
  await tx.sql`UPDATE sign_in_links SET used_at = now() WHERE tenant_id = ${tx.tenantId} AND user_id = ${actor.userId} AND used_at IS NULL`;
  const ended: Ended[] = await tx.sql`
    UPDATE sessions SET revoked_at = now() WHERE tenant_id = ${tx.tenantId} AND user_id = ${actor.userId} AND id IS DISTINCT FROM ${keep}::bigint AND revoked_at IS NULL AND expires_at > now() RETURNING token_hash`;
  if (ended.length > 0) recordAudit(tx, { actor, action: 'session.revoke_others', target: { type: 'user', id: actor.userId }, payload: { sessions: ended.length } });
  forgetAll(sessions, tx, ended);
}

/** Ends everything by which a member is in, could come in, or has let others in; their API keys stop by themselves. */
export async function signOutMember(tx: TenantTx, actor: Actor, userId: bigint): Promise<void> {
  await endInvitationsOf(tx, userId);
  await tx.sql`UPDATE sign_in_links SET used_at = now() WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId} AND used_at IS NULL`;
  const ended: unknown[] = await tx.sql`UPDATE sessions SET revoked_at = now() WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId} AND revoked_at IS NULL RETURNING id`;
  if (ended.length > 0) recordAudit(tx, { actor, action: 'session.revoke_all', target: { type: 'user', id: userId }, payload: { sessions: ended.length } });
}

function forgetAll(sessions: Authenticator, tx: TenantTx, ended: Ended[]): void {
  tx.afterCommit(() => ended.forEach(({ token_hash }) => sessions.forgetHash(token_hash)));
}
