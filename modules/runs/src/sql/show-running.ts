import type { TenantTx } from '@lime/db';
import type { RunRow } from '../model.ts';

/**
 * A runner is at work for the run: it counts as running, unless it is at one of a map's items
 * (then the run goes on waiting for the map). A server that holds the run is told to look again.
 */
export async function showRunning(tx: TenantTx, runId: bigint, mainPath: boolean): Promise<RunRow | null> {
  if (!mainPath) return null;
  const [run]: RunRow[] = await tx.sql`
    UPDATE runs SET status = 'running', waiting_on = NULL, waiting_since = NULL, wake = lease_expires_at IS NOT NULL
    WHERE tenant_id = ${tx.tenantId} AND id = ${runId} AND status IN ('queued', 'running', 'waiting')
    RETURNING *`;
  return run ?? null;
}
