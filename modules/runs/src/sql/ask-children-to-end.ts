import type { TenantTx } from '@lime/db';

/** Asks the open children of a run to end, and returns those that had not been asked before. */
export async function askChildrenToEnd(tx: TenantTx, runId: bigint): Promise<bigint[]> {
  const children: { id: bigint }[] = await tx.sql`
    UPDATE runs SET cancel_requested_at = now(), wake = true
    WHERE tenant_id = ${tx.tenantId} AND parent_run_id = ${runId} AND status IN ('queued', 'running', 'waiting') AND cancel_requested_at IS NULL
    RETURNING id`;
  return children.map((child) => child.id);
}
