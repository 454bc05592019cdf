import type { TenantTx } from '@lime/db';

/** Who pays for a run: itself, or the root above it whose reservation it spends. */
export type Payer = { payer_run_id: bigint; project_id: bigint | null };

/**
 * Adds what was spent to the run's cost, and to that of the root that pays for it; null when there
 * is no such run. The child's row is locked before the root's, as everywhere.
 */
export async function addCost(tx: TenantTx, runId: bigint, spentMicros: bigint): Promise<Payer | null> {
  const [payer]: Payer[] = await tx.sql`
    WITH spender AS (
      UPDATE runs SET cost_micros = cost_micros + ${spentMicros} WHERE tenant_id = ${tx.tenantId} AND id = ${runId} RETURNING id, budget_run_id, project_id),
    root AS (
      UPDATE runs r SET cost_micros = r.cost_micros + ${spentMicros} FROM spender s WHERE r.tenant_id = ${tx.tenantId} AND r.id = s.budget_run_id RETURNING r.id, r.project_id)
    SELECT coalesce(root.id, s.id) AS payer_run_id, coalesce(root.project_id, s.project_id) AS project_id FROM spender s LEFT JOIN root ON true`;
  return payer ?? null;
}
