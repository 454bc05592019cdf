import type { TenantTx } from '@lime/db';
import type { StepClaim } from '../runner/step-claim.ts';

/** Undoes a claim of which nothing has been heard yet, as if it had not been: the attempt stays the same. Null when it no longer holds, or work has begun. */
export async function unclaimStep(tx: TenantTx, claim: StepClaim): Promise<{ run_id: bigint; title: string } | null> {
  const [step]: { run_id: bigint; title: string }[] = await tx.sql`
    UPDATE run_steps SET status = 'queued', lease_token = lease_token + 1, claim_hash = NULL, lease_expires_at = NULL, due_at = NULL, runner_id = NULL, shared_runner_id = NULL, timeout_at = NULL, started_at = NULL
    WHERE tenant_id = ${tx.tenantId} AND id = ${claim.stepId} AND claim_hash = ${claim.hash} AND status = 'running' AND last_batch = 0
    RETURNING run_id, title`;
  return step ?? null;
}
