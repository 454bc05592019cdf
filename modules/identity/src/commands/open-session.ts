import { hashToken, newToken } from '@lime/kernel';
import type { TenantTx } from '@lime/db';

const sessionLifeDays = 30;

/** Opens a session; the token is given this once and kept only as its hash. */
export async function openSession(tx: TenantTx, userId: bigint, kind: 'browser' | 'cli'): Promise<{ sessionToken: string; expiresAt: Date }> {
  const sessionToken = newToken(kind === 'cli' ? 'cli' : 'session');
  const [row]: { expires_at: Date }[] = await tx.sql`
    INSERT INTO sessions (tenant_id, user_id, kind, token_hash, expires_at)
    VALUES (${tx.tenantId}, ${userId}, ${kind}, ${hashToken(sessionToken)}, now() + make_interval(days => ${sessionLifeDays})) RETURNING expires_at`;
  if (!row) throw new Error('the session was not inserted');
  return { sessionToken, expiresAt: row.expires_at };
}
