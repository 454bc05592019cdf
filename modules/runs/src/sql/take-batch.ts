import type { TenantTx } from '@lime/db';
import type { StepClaim } from '../runner/step-claim.ts';

export type TakenBatch = { kind: 'taken'; runId: bigint } | { kind: 'repeated' } | { kind: 'lease_lost' } | { kind: 'gap'; expected: number };

/** Accepts a batch when it is the next one of the step's present lease. */
export async function takeBatch(tx: TenantTx, claim: StepClaim, batch: number): Promise<TakenBatch> {
  const [taken]: { run_id: bigint }[] = await tx.sql`
    UPDATE run_steps SET last_batch = ${batch}
    WHERE tenant_id = ${tx.tenantId} AND id = ${claim.stepId} AND claim_hash = ${claim.hash} AND status = 'running' AND last_batch = ${batch - 1}
    RETURNING run_id`;
  if (taken) return { kind: 'taken', runId: taken.run_id };
  const [step]: { last_batch: number }[] = await tx.sql`
    SELECT last_batch FROM run_steps WHERE tenant_id = ${tx.tenantId} AND id = ${claim.stepId} AND claim_hash = ${claim.hash} AND status = 'running'`;
  if (!step) return { kind: 'lease_lost' };
  return step.last_batch >= batch ? { kind: 'repeated' } : { kind: 'gap', expected: step.last_batch + 1 };
}
