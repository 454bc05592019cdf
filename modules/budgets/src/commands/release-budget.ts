import type { TenantTx } from '@lime/db';

/** Gives back what an ended run had reserved and not spent. Doing it twice changes nothing. */
export async function releaseBudget(tx: TenantTx, runId: bigint): Promise<void> {
  await tx.sql`
    UPDATE budget_reservations SET released_at = now()
    WHERE tenant_id = ${tx.tenantId} AND run_id = ${runId} AND released_at IS NULL`;
}
