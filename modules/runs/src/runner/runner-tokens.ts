import { hashToken, newToken, notFound, refuse } from '@lime/kernel';
import type { RunnerView } from '@lime/contracts';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { stepLeaseMs } from '../tunables.ts';

type TokenRow = { id: bigint; name: string; created_at: Date; last_used_at: Date | null; revoked_at: Date | null };

export async function listRunnerTokens(tx: TenantTx) {
  const rows: TokenRow[] = await tx.sql`SELECT id, name, created_at, last_used_at, revoked_at FROM runner_tokens WHERE tenant_id = ${tx.tenantId} ORDER BY id DESC`;
  return rows.map(toView);
}

/** Makes a token for runners; it is shown this once and kept only as its hash. */
export async function createRunnerToken(tx: TenantTx, actor: Actor, name: string) {
  const token = newToken('runner');
  const [row]: TokenRow[] = await tx.sql`
    INSERT INTO runner_tokens (tenant_id, name, token_hash, created_by) VALUES (${tx.tenantId}, ${name}, ${hashToken(token)}, ${actor.userId})
    RETURNING id, name, created_at, last_used_at, revoked_at`;
  if (!row) throw new Error('the runner token was not inserted');
  await recordAudit(tx, { actor, action: 'runner_token.create', target: { type: 'runner_token', id: row.id }, payload: { name } });
  return { ...toView(row), token };
}

/** Revokes a token: its runners are refused at once; their steps go to others when the leases end. */
export async function revokeRunnerToken(ctx: Pick<RunsContext, 'announcer'>, tx: TenantTx, actor: Actor, tokenId: bigint): Promise<void> {
  const rows: unknown[] = await tx.sql`
    UPDATE runner_tokens SET revoked_at = coalesce(revoked_at, now()) WHERE tenant_id = ${tx.tenantId} AND id = ${tokenId} RETURNING id`;
  if (rows.length === 0) refuse(notFound('runner token'));
  await recordAudit(tx, { actor, action: 'runner_token.revoke', target: { type: 'runner_token', id: tokenId } });
  tx.afterCommit(() => ctx.announcer.announce(revokedTopic(tokenId)));
}

/** Announced when a token is revoked, so that its runners' long polls end. */
export function revokedTopic(tokenId: bigint): string {
  return `runner-token-revoked:${tokenId}`;
}

/** The tenant's runners; one that has not been heard of for a lease is offline. */
export async function listRunners(tx: TenantTx): Promise<RunnerView[]> {
  type Row = { id: bigint; name: string; labels: string[]; providers: string[]; capacity: number; busy: number; online: boolean; last_seen_at: Date };
  const rows: Row[] = await tx.sql`
    SELECT n.id, n.name, n.labels, n.providers, n.capacity, n.last_seen_at, t.revoked_at IS NULL AND n.last_seen_at > now() - make_interval(secs => ${stepLeaseMs / 1000}) AS online,
      (SELECT count(*)::int FROM run_steps s WHERE s.tenant_id = n.tenant_id AND s.runner_id = n.id AND s.status = 'running') AS busy
    FROM runners n JOIN runner_tokens t ON t.tenant_id = n.tenant_id AND t.id = n.token_id
    WHERE n.tenant_id = ${tx.tenantId} ORDER BY n.last_seen_at DESC LIMIT 200`;
  return rows.map((row) => ({ id: String(row.id), name: row.name, labels: row.labels, providers: row.providers, capacity: row.capacity, busy: row.busy, online: row.online, lastSeenAt: row.last_seen_at.toISOString() }));
}

function toView(row: TokenRow) {
  return { id: String(row.id), name: row.name, createdAt: row.created_at.toISOString(), lastUsedAt: row.last_used_at?.toISOString() ?? null, revokedAt: row.revoked_at?.toISOString() ?? null };
}
