import type { TenantTx } from '@lime/db';

/**
 * Locks what hangs on a run before the run itself is written. Transactions that meet at a run take
 * their locks in one order, or Postgres ends one of them: open child runs, questions, steps (items
 * before their map, which has the lower id), the run, its effects.
 */
export async function lockOpenWork(tx: TenantTx, runId: bigint): Promise<void> {
  await tx.sql`
    SELECT id FROM runs WHERE tenant_id = ${tx.tenantId} AND parent_run_id = ${runId} AND status IN ('queued', 'running', 'waiting') ORDER BY id FOR NO KEY UPDATE`;
  await tx.sql`
    SELECT id FROM gates WHERE tenant_id = ${tx.tenantId} AND run_id = ${runId} AND status = 'open' ORDER BY id FOR UPDATE`;
  await tx.sql`
    SELECT id FROM run_steps WHERE tenant_id = ${tx.tenantId} AND run_id = ${runId} AND status IN ('queued', 'running', 'waiting') ORDER BY id DESC FOR UPDATE`;
}

/** Locks the run alone, before its effects. */
export async function lockRun(tx: TenantTx, runId: bigint): Promise<void> {
  await tx.sql`SELECT id FROM runs WHERE tenant_id = ${tx.tenantId} AND id = ${runId} FOR NO KEY UPDATE`;
}
