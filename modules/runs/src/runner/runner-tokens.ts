import { hashToken, newToken, notFound, refuse } from '@lime/kernel';
import type { RunnerView } from '@lime/contracts';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantRead, TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { insertRunnerToken, readRunnerTokens, revokeToken, type RunnerTokenRow } from '../sql/runner-tokens.ts';
import { readRunners } from '../sql/runners.ts';

export async function listRunnerTokens(tx: TenantRead) {
  return (await readRunnerTokens(tx)).map(toTokenView);
}

/** Makes a token for runners; it is shown this once and kept only as its hash. */
export async function createRunnerToken(tx: TenantTx, actor: Actor, name: string) {
  const token = newToken('runner');
  const row = await insertRunnerToken(tx, { name, tokenHash: hashToken(token), createdBy: actor.userId });
  recordAudit(tx, { actor, action: 'runner_token.create', target: { type: 'runner_token', id: row.id }, payload: { name } });
  return { ...toTokenView(row), token };
}

/** Revokes a token: its runners are refused at once, and their steps go to others. */
export async function revokeRunnerToken(ctx: Pick<RunsContext, 'announcer'>, tx: TenantTx, actor: Actor, tokenId: bigint): Promise<void> {
  if (!(await revokeToken(tx, tokenId))) refuse(notFound('runner token'));
  recordAudit(tx, { actor, action: 'runner_token.revoke', target: { type: 'runner_token', id: tokenId } });
  tx.afterCommit(() => ctx.announcer.announce(revokedTopic(tokenId)));
}

/** Announced when a token is revoked, so that its runners' long polls end. */
export function revokedTopic(tokenId: bigint): string {
  return `runner-token-revoked:${tokenId}`;
}

/** The runners that work for the tenant; one that has not been heard of for a lease is offline. */
export async function listRunners(tx: TenantRead): Promise<RunnerView[]> {
  const rows = await readRunners(tx);
  return rows.map((row) => ({ id: String(row.id), name: row.name, labels: row.labels, providers: row.providers, capacity: row.capacity, busy: row.busy, online: row.online, shared: row.shared, lastSeenAt: row.last_seen_at.toISOString() }));
}

export function toTokenView(row: RunnerTokenRow) {
  return { id: String(row.id), name: row.name, createdAt: row.created_at.toISOString(), lastUsedAt: row.last_used_at?.toISOString() ?? null, revokedAt: row.revoked_at?.toISOString() ?? null };
}
