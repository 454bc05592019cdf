import type { TenantTx } from '@lime/db';

/** Whether a run is asked to end, and the database's time of the answer. */
export async function readCancelRequest(tx: TenantTx, runId: bigint): Promise<{ cancel_requested_at: Date | null; now: Date } | null> {
  const [run]: { cancel_requested_at: Date | null; now: Date }[] = await tx.sql`
    SELECT cancel_requested_at, now() AS now FROM runs WHERE tenant_id = ${tx.tenantId} AND id = ${runId}`;
  return run ?? null;
}
