import type { TenantTx } from '@lime/db';

/** Who pays for a run: itself, or the root above it whose reservation it spends. */
export type Payer = { payer_run_id: bigint; project_id: bigint | null };

/** Adds what was spent to the run's cost, and to that of the root that pays for it; null when there is no such run. */
export async function addCost(tx: TenantTx, runId: bigint, spentMicros: bigint): Promise<Payer | null> {
  const [payer]: Payer[] = await tx.sql`
    WITH spender AS (SELECT id, coalesce(budget_run_id, id) AS payer_run_id, project_id FROM runs WHERE tenant_id = ${tx.tenantId} AND id = ${runId}),
    spent AS (
      UPDATE runs r SET cost_micros = r.cost_micros + ${spentMicros} FROM spender s
      WHERE r.tenant_id = ${tx.tenantId} AND r.id IN (s.id, s.payer_run_id))
    SELECT payer_run_id, project_id FROM spender`;
  return payer ?? null;
}
