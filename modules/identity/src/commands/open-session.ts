import { hashToken, newToken, refuse } from '@lime/kernel';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { shownName } from '../shown-name.ts';

const sessionLifeDays = 30;

/** How a session was opened and from where; address and browser come shortened. `handed_link`: one that somebody else has made. */
export type SessionSource = { openedBy: 'link' | 'handed_link' | 'github' | 'invitation' | 'switch' | 'start'; address: string | null; agent: string | null };

export type OpenedSession = { sessionToken: string; expiresAt: Date };

/** Opens a session; the token is given this once and kept only as its hash. */
export async function openSession(tx: TenantTx, userId: bigint, kind: 'browser' | 'cli', source: SessionSource = { openedBy: 'start', address: null, agent: null }): Promise<OpenedSession> {
  const sessionToken = newToken(kind === 'cli' ? 'cli' : 'session');
  const [row]: { expires_at: Date }[] = await tx.sql`
    INSERT INTO sessions (tenant_id, user_id, kind, token_hash, opened_by, address, agent, expires_at)
    VALUES (${tx.tenantId}, ${userId}, ${kind}, ${hashToken(sessionToken)}, ${source.openedBy}, ${source.address}, ${source.agent}, now() + make_interval(days => ${sessionLifeDays})) RETURNING expires_at`;
  if (!row) throw new Error('the session was not inserted');
  return { sessionToken, expiresAt: row.expires_at };
}

/** Signs an active person's browser in, and says so in the audit log. 403 `account_disabled`. */
export async function signInBrowser(tx: TenantTx, userId: bigint, source: SessionSource): Promise<OpenedSession> {
  const [user]: { name: string; email: string }[] = await tx.sql`SELECT name, email FROM users WHERE tenant_id = ${tx.tenantId} AND id = ${userId} AND active FOR SHARE`;
  if (!user) refuse({ status: 403, code: 'account_disabled', title: 'You were disabled here', detail: 'An admin of this organisation has disabled you. Ask one to let you in again.' });
  const actor: Actor = { userId, name: shownName(user) };
  recordAudit(tx, { actor, action: 'session.open', target: { type: 'user', id: userId }, payload: { by: source.openedBy, ...(source.address !== null && { from: source.address }) } });
  return openSession(tx, userId, 'browser', source);
}
