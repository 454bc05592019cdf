import type { TenantTx } from '@lime/db';
import type { StepClaim } from '../runner/step-claim.ts';
import { stepLeaseMs } from '../tunables.ts';

type RenewedStep = { run_id: bigint; runner_id: bigint | null; shared_runner_id: bigint | null; cancel: boolean };

/** Renews a runner's lease of its step, and notes that the runner lives; null when the lease is lost. The alarm that ends the grace of a cancelled run stays as it is. */
export async function renewStepLease(tx: TenantTx, claim: StepClaim): Promise<RenewedStep | null> {
  const lease = stepLeaseMs / 1000;
  const [step]: RenewedStep[] = await tx.sql`
    UPDATE run_steps s SET lease_expires_at = now() + make_interval(secs => ${lease}),
      due_at = CASE WHEN r.cancel_requested_at IS NULL THEN least(s.timeout_at, now() + make_interval(secs => ${lease})) ELSE s.due_at END
    FROM runs r
    WHERE s.tenant_id = ${tx.tenantId} AND s.id = ${claim.stepId} AND s.claim_hash = ${claim.hash} AND s.status = 'running'
      AND r.tenant_id = s.tenant_id AND r.id = s.run_id
    RETURNING s.run_id, s.runner_id, s.shared_runner_id, r.cancel_requested_at IS NOT NULL AS cancel`;
  if (!step) return null;
  tx.send(step.runner_id !== null
    ? tx.sql`UPDATE runners SET last_seen_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ${step.runner_id}`
    : tx.sql`UPDATE shared_runners SET last_seen_at = now() WHERE id = ${step.shared_runner_id}::bigint`);
  return step;
}
