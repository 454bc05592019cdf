import type { BudgetPeriod } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';
import type { PageWanted } from '@lime/http';

export type NewAlert = { budgetId: bigint; periodStart: Date; percent: number; spentCents: number; limitCents: bigint };
export type AlertRow = { id: bigint; budget_id: bigint; project_id: bigint; period: BudgetPeriod; period_start: Date; percent: number; spent_cents: bigint; limit_cents: bigint; at: Date };

/** Whether it is new. */
export async function insertAlert(tx: TenantTx, alert: NewAlert): Promise<boolean> {
  const rows: unknown[] = await tx.sql`
    INSERT INTO budget_alerts (tenant_id, budget_id, period_start, percent, spent_cents, limit_cents)
    VALUES (${tx.tenantId}, ${alert.budgetId}, ${alert.periodStart}, ${alert.percent}, ${alert.spentCents}, ${alert.limitCents}) ON CONFLICT DO NOTHING RETURNING id`;
  return rows.length > 0;
}

/** Newest first: the cursor is the id of the last one seen. */
export async function readAlerts(tx: TenantRead, projectId: bigint | null, page: PageWanted): Promise<AlertRow[]> {
  return await tx.sql`
    SELECT a.id, a.budget_id, b.project_id, b.period, a.period_start, a.percent, a.spent_cents, a.limit_cents, a.at
    FROM budget_alerts a JOIN project_budgets b ON b.tenant_id = a.tenant_id AND b.id = a.budget_id
    WHERE a.tenant_id = ${tx.tenantId} AND (${projectId}::bigint IS NULL OR b.project_id = ${projectId}) AND (${page.cursor}::bigint IS NULL OR a.id < ${page.cursor})
    ORDER BY a.id DESC LIMIT ${page.limit + 1}`;
}
