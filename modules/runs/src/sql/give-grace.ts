import type { TenantTx } from '@lime/db';
import { cancelGraceMs } from '../tunables.ts';

/**
 * Whom a run that is asked to end still waits for: its steps that runners are at work on, while their
 * time of grace lasts. Sets their alarm to its end. The rows are locked as everywhere, the newest first.
 */
export async function giveGrace(tx: TenantTx, runId: bigint): Promise<{ parent_step_id: bigint | null }[]> {
  const grace = cancelGraceMs / 1000;
  return await tx.sql`
    WITH at_work AS (
      SELECT s.id, r.cancel_requested_at + make_interval(secs => ${grace}) AS ends_at FROM run_steps s JOIN runs r ON r.tenant_id = s.tenant_id AND r.id = s.run_id
      WHERE s.tenant_id = ${tx.tenantId} AND s.run_id = ${runId} AND s.kind = 'agent' AND s.status = 'running' AND s.lease_expires_at > now()
        AND r.cancel_requested_at > now() - make_interval(secs => ${grace})
      ORDER BY s.id DESC FOR UPDATE OF s)
    UPDATE run_steps s SET due_at = w.ends_at FROM at_work w WHERE s.tenant_id = ${tx.tenantId} AND s.id = w.id RETURNING s.parent_step_id`;
}
