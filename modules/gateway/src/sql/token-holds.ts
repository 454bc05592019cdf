import type { TenantRead } from '@lime/db';
import type { GatewayClaim } from '@lime/runs';

/** Whether a token opens the gateway: its step runs under the claim that the token was given for, and its run is not asked to end. */
export async function tokenHolds(tx: TenantRead, claim: GatewayClaim): Promise<boolean> {
  const rows: unknown[] = await tx.sql`
    SELECT 1 FROM run_steps s JOIN runs r ON r.tenant_id = s.tenant_id AND r.id = s.run_id
    WHERE s.tenant_id = ${tx.tenantId} AND s.id = ${claim.stepId} AND s.gateway_hash = ${claim.hash} AND s.status = 'running' AND r.cancel_requested_at IS NULL`;
  return rows.length > 0;
}
