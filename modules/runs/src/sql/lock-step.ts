import type { TenantTx } from '@lime/db';
import type { StepClaim } from '../runner/step-claim.ts';

export type LockedStep = { id: bigint; run_id: bigint; parent_step_id: bigint | null; title: string; input: unknown; lease_token: bigint; status: string; attempt: number };

/** Reads the step of a claim, whether it still holds or not, and locks its row; null when the step was claimed anew since, or never was. */
export async function lockStep(tx: TenantTx, claim: StepClaim): Promise<LockedStep | null> {
  const [step]: LockedStep[] = await tx.sql`
    SELECT id, run_id, parent_step_id, title, input, lease_token, status, attempt FROM run_steps WHERE tenant_id = ${tx.tenantId} AND id = ${claim.stepId} AND claim_hash = ${claim.hash} FOR UPDATE`;
  return step ?? null;
}
