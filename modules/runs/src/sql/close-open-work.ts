import type { TenantTx } from '@lime/db';

/**
 * When a run ends, nothing of it stays open: steps that had not ended are cancelled (and taken from
 * whoever had claimed them, so that a runner's later writes are refused), its questions are withdrawn, and an
 * effect whose worker died in the middle is shown as unknown: nobody is going to look for it any more.
 */
export async function closeOpenWork(tx: TenantTx, runId: bigint): Promise<void> {
  await tx.sql`
    UPDATE run_steps SET status = 'cancelled', lease_token = lease_token + 1, claim_hash = NULL, lease_expires_at = NULL, due_at = NULL, ended_at = now()
    WHERE tenant_id = ${tx.tenantId} AND run_id = ${runId} AND status IN ('queued', 'running', 'waiting')`;
  await tx.sql`
    UPDATE gates SET status = 'cancelled', closed_at = now()
    WHERE tenant_id = ${tx.tenantId} AND run_id = ${runId} AND status = 'open'`;
  const error = { code: 'effect_unknown', message: 'The run ended before anybody could tell whether this happened. Look, and say what became of it.' };
  await tx.sql`
    UPDATE effects SET status = 'unknown', error = ${error}::jsonb, updated_at = now()
    WHERE tenant_id = ${tx.tenantId} AND run_id = ${runId} AND status = 'attempting'`;
}
