import type { TenantTx } from '@lime/db';

/** Notes that something happened for the run, so that a worker which holds it now looks again before parking it. */
export async function wakeRun(tx: TenantTx, runId: bigint): Promise<void> {
  await tx.sql`
    UPDATE runs SET wake = true
    WHERE tenant_id = ${tx.tenantId} AND id = ${runId} AND status IN ('queued', 'running', 'waiting')`;
}
