import type { EngineTx, TenantRead, TenantTx } from '@lime/db';

export type RunnerTokenRow = { id: bigint; name: string; created_at: Date; last_used_at: Date | null; revoked_at: Date | null };

export type FoundToken = { id: bigint; tenant_id: bigint | null; shared: boolean };

/** The token of this hash, of any tenant or shared, unless it was revoked. A shared one acts as the tenant of the step that it speaks about. */
export async function findRunnerToken(tx: EngineTx, tokenHash: Uint8Array, stepId: bigint): Promise<FoundToken | null> {
  const [row]: FoundToken[] = await tx.sql`
    SELECT id, tenant_id, false AS shared FROM runner_tokens WHERE token_hash = ${tokenHash} AND revoked_at IS NULL
    UNION ALL
    SELECT id, (SELECT s.tenant_id FROM run_steps s WHERE s.id = ${stepId}), true FROM shared_runner_tokens WHERE token_hash = ${tokenHash} AND revoked_at IS NULL`;
  return row ?? null;
}

export async function readRunnerTokens(tx: TenantRead): Promise<RunnerTokenRow[]> {
  return await tx.sql`SELECT id, name, created_at, last_used_at, revoked_at FROM runner_tokens WHERE tenant_id = ${tx.tenantId} ORDER BY id DESC`;
}

export async function insertRunnerToken(tx: TenantTx, token: { name: string; tokenHash: Uint8Array; createdBy: bigint | null }): Promise<RunnerTokenRow> {
  const [row]: RunnerTokenRow[] = await tx.sql`
    INSERT INTO runner_tokens (tenant_id, name, token_hash, created_by) VALUES (${tx.tenantId}, ${token.name}, ${token.tokenHash}, ${token.createdBy})
    RETURNING id, name, created_at, last_used_at, revoked_at`;
  if (!row) throw new Error('the runner token was not inserted');
  return row;
}

/** Marks a token as revoked, the first time only; false when there is no such token. Its runners' steps are given up. */
export async function revokeToken(tx: TenantTx, tokenId: bigint): Promise<boolean> {
  const rows: { id: bigint }[] = await tx.sql`
    UPDATE runner_tokens SET revoked_at = coalesce(revoked_at, now()) WHERE tenant_id = ${tx.tenantId} AND id = ${tokenId} RETURNING id`;
  await endLeasesUnder(tx, tokenId);
  return rows.length > 0;
}

/** Nobody else can speak for a step than the token that claimed it: with that gone its lease is over, and the step goes to another. */
async function endLeasesUnder(tx: TenantTx, tokenId: bigint): Promise<void> {
  await tx.sql`
    UPDATE run_steps s SET lease_expires_at = now(), due_at = now()
    FROM runners n
    WHERE n.tenant_id = ${tx.tenantId} AND n.token_id = ${tokenId}
      AND s.tenant_id = n.tenant_id AND s.runner_id = n.id AND s.kind = 'agent' AND s.status = 'running'`;
}
