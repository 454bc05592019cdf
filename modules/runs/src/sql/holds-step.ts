import type { TenantTx } from '@lime/db';
import type { StepClaim } from '../runner/step-claim.ts';

/** Whether a runner's lease of its step still holds. */
export async function holdsStep(tx: TenantTx, claim: StepClaim): Promise<boolean> {
  const held: unknown[] = await tx.sql`
    SELECT 1 FROM run_steps WHERE tenant_id = ${tx.tenantId} AND id = ${claim.stepId} AND claim_hash = ${claim.hash} AND status = 'running'`;
  return held.length > 0;
}
