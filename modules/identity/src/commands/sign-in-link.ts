import { hashToken, newToken, refuse } from '@lime/kernel';
import { type Actor, recordAudit } from '@lime/audit';
import type { Db, TenantTx } from '@lime/db';
import { type OpenedSession, type SessionSource, signInBrowser } from './open-session.ts';

const linkLifeMinutes = 60;

export type SignInLink = { token: string; expiresAt: Date };

/** Makes a link's token: good for one sign-in within the hour. `handed`: whoever makes it is, or may be, somebody else than the user. */
export async function createSignInLink(tx: TenantTx, actor: Actor, userId: bigint, { handed }: { handed: boolean } = { handed: false }): Promise<SignInLink> {
  const link = await insertSignInLink(tx, userId, handed);
  recordAudit(tx, { actor, action: 'sign_in_link.create', target: { type: 'user', id: userId } });
  return link;
}

/** The same where the audit log is told of it already. */
export async function insertSignInLink(tx: TenantTx, userId: bigint, handed: boolean): Promise<SignInLink> {
  const token = newToken('signin');
  const [row]: { expires_at: Date }[] = await tx.sql`
    INSERT INTO sign_in_links (tenant_id, user_id, token_hash, handed, expires_at)
    VALUES (${tx.tenantId}, ${userId}, ${hashToken(token)}, ${handed}, now() + make_interval(mins => ${linkLifeMinutes})) RETURNING expires_at`;
  if (!row) throw new Error('the link was not inserted');
  return { token, expiresAt: row.expires_at };
}

/** Trades a link's token for a browser session. 401 `sign_in_link_invalid` when it is unknown, used or expired. */
export async function signInByLink(db: Db, token: string, source: SessionSource = { openedBy: 'link', address: null, agent: null }): Promise<OpenedSession> {
  const [link]: { id: bigint; tenant_id: bigint }[] = await db.engine((tx) => tx.sql`SELECT id, tenant_id FROM sign_in_links WHERE token_hash = ${hashToken(token)}`);
  if (!link) return refuseLink();
  return db.tenant(link.tenant_id, async (tx) => {
    const [used]: { user_id: bigint; handed: boolean }[] = await tx.sql`
      UPDATE sign_in_links l SET used_at = now() FROM users u
      WHERE l.tenant_id = ${tx.tenantId} AND l.id = ${link.id} AND l.used_at IS NULL AND l.expires_at > now() AND u.tenant_id = l.tenant_id AND u.id = l.user_id AND u.active
      RETURNING l.user_id, l.handed`;
    return used ? signInBrowser(tx, used.user_id, used.handed ? { ...source, openedBy: 'handed_link' } : source) : refuseLink();
  });
}

function refuseLink(): never {
  refuse({ status: 401, code: 'sign_in_link_invalid', title: 'This link does not work', detail: 'It was used already, has expired, or was not copied whole. Get a new one by: npx lime sign-in' });
}
