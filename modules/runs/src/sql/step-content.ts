import type { TenantTx } from '@lime/db';
import type { StepClaim } from '../runner/step-claim.ts';

/** Whether a step that a runner holds starts from this content: a change, a conversation, or a file of its ticket. Null when it does not hold the step. */
export async function startsFromContent(tx: TenantTx, claim: StepClaim, sha256: string): Promise<boolean | null> {
  const [step]: { named: boolean }[] = await tx.sql`
    SELECT coalesce(${sha256} IN (input #>> '{from,patch,sha256}', input #>> '{from,session,sha256}'), false)
      OR coalesce(input->'files' @> jsonb_build_array(jsonb_build_object('sha256', ${sha256}::text)), false) AS named
    FROM run_steps WHERE tenant_id = ${tx.tenantId} AND id = ${claim.stepId} AND claim_hash = ${claim.hash} AND status = 'running'`;
  return step?.named ?? null;
}
