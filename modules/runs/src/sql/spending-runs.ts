import type { SpentBudget } from '@lime/budgets';
import type { TenantRead } from '@lime/db';

/** The runs at work that hold money of such a budget, and that nobody has stopped yet. */
export async function readSpendingRuns(tx: TenantRead, projectId: bigint, { provider, mode }: Pick<SpentBudget, 'provider' | 'mode'>): Promise<bigint[]> {
  const rows: { id: bigint }[] = await tx.sql`
    SELECT r.id FROM runs r JOIN budget_reservations b ON b.tenant_id = r.tenant_id AND b.run_id = r.id AND b.released_at IS NULL AND b.amount_cents > 0
    WHERE r.tenant_id = ${tx.tenantId} AND r.project_id = ${projectId} AND r.cancel_requested_at IS NULL
      AND (r.status IN ('queued', 'running') OR (r.status = 'waiting' AND r.waiting_on <> 'gate'))
      AND (${provider} = 'any' OR b.provider = ${provider}) AND (${mode} = 'any' OR b.mode = ${mode})
    ORDER BY r.id FOR UPDATE OF r`;
  return rows.map((row) => row.id);
}
