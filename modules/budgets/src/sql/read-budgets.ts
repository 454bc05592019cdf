import type { TenantRead } from '@lime/db';
import { microsPerCent } from '../micros.ts';

export type BudgetRow = {
  id: bigint;
  project_id: bigint;
  period: 'daily' | 'weekly' | 'monthly';
  limit_cents: bigint;
  soft_limit_cents: bigint | null;
  period_start: Date;
  spent_micros: bigint;
  reserved_micros: bigint;
};

/**
 * A project's budgets with what the current period (UTC) has spent and what running work still
 * holds. With `lock`, the budget rows are locked first, so that concurrent reservations count one
 * after another: the lock is its own statement because each statement sees the commits before it.
 */
export async function readBudgets(tx: TenantRead, projectId: bigint, options: { lock: boolean }): Promise<BudgetRow[]> {
  if (options.lock) {
    await tx.sql`SELECT id FROM project_budgets WHERE tenant_id = ${tx.tenantId} AND project_id = ${projectId} ORDER BY id FOR UPDATE`;
  }
  return await tx.sql`
    SELECT b.id, b.project_id, b.period, b.limit_cents, b.soft_limit_cents, p.period_start,
      (SELECT coalesce(sum(u.cost_micros), 0)::bigint FROM usage_records u
        WHERE u.tenant_id = b.tenant_id AND u.project_id = b.project_id AND u.at >= p.period_start) AS spent_micros,
      (SELECT coalesce(sum(greatest(r.amount_cents * ${microsPerCent} - r.charged_micros, 0)), 0)::bigint FROM budget_reservations r
        WHERE r.tenant_id = b.tenant_id AND r.project_id = b.project_id AND r.released_at IS NULL) AS reserved_micros
    FROM project_budgets b
    CROSS JOIN LATERAL (SELECT date_trunc(CASE b.period WHEN 'daily' THEN 'day' WHEN 'weekly' THEN 'week' ELSE 'month' END, now(), 'UTC') AS period_start) p
    WHERE b.tenant_id = ${tx.tenantId} AND b.project_id = ${projectId}
    ORDER BY b.limit_cents, b.id`;
}
