import type { WaitingOn } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { Lease } from './lease.ts';

/**
 * Lets go of a run that has nothing to do now; it keeps its place as a row and costs nothing.
 * `waitingOn` null: a runner is at work on its step, so it counts as running, held by no server.
 * Answers `woken` when something happened meanwhile: the lease is kept, look again; and `lost` when
 * the lease is gone.
 */
export async function parkRun(tx: TenantTx, lease: Lease, waitingOn: WaitingOn | null): Promise<'parked' | 'woken' | 'lost'> {
  const status = waitingOn === null ? 'running' : 'waiting';
  const [row]: { woken: boolean }[] = await tx.sql`
    UPDATE runs SET
      status = CASE WHEN wake THEN status ELSE ${status} END,
      waiting_on = CASE WHEN wake THEN waiting_on ELSE ${waitingOn} END,
      waiting_since = CASE WHEN wake OR waiting_on = ${waitingOn} THEN waiting_since WHEN ${waitingOn}::text IS NULL THEN NULL ELSE now() END,
      lease_expires_at = CASE WHEN wake THEN lease_expires_at END,
      wake = false
    WHERE tenant_id = ${tx.tenantId} AND id = ${lease.runId} AND lease_token = ${lease.token} AND status IN ('queued', 'running', 'waiting')
    RETURNING lease_expires_at IS NOT NULL AS woken`;
  if (!row) return 'lost';
  return row.woken ? 'woken' : 'parked';
}
