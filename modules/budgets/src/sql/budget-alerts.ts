import type { BudgetPeriod } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';
import type { PageWanted } from '@lime/http';

export type NewAlert = { budgetId: bigint; periodStart: Date; percent: number; spentCents: number; limitCents: number };
export type AlertRow = { id: bigint; budget_id: bigint; project_id: bigint; period: BudgetPeriod; period_start: Date; percent: number; spent_cents: bigint; limit_cents: bigint; at: Date };

/** Keeps those that are new, and answers them. */
export async function insertAlerts(tx: TenantTx, alerts: NewAlert[]): Promise<NewAlert[]> {
  if (alerts.length === 0) return [];
  const rows: { budget_id: bigint; percent: number }[] = await tx.sql`
    INSERT INTO budget_alerts (tenant_id, budget_id, period_start, percent, spent_cents, limit_cents)
    SELECT ${tx.tenantId}, "budgetId", "periodStart", percent, "spentCents", "limitCents"
    FROM jsonb_to_recordset(${alerts.map((alert) => ({ ...alert, budgetId: String(alert.budgetId) }))}::jsonb)
      AS a ("budgetId" bigint, "periodStart" timestamptz, percent int, "spentCents" bigint, "limitCents" bigint)
    ON CONFLICT DO NOTHING RETURNING budget_id, percent`;
  return alerts.filter((alert) => rows.some((row) => row.budget_id === alert.budgetId && row.percent === alert.percent));
}

/** Newest first: the cursor is the id of the last one seen. */
export async function readAlerts(tx: TenantRead, projectId: bigint | null, page: PageWanted): Promise<AlertRow[]> {
  return await tx.sql`
    SELECT a.id, a.budget_id, b.project_id, b.period, a.period_start, a.percent, a.spent_cents, a.limit_cents, a.at
    FROM budget_alerts a JOIN project_budgets b ON b.tenant_id = a.tenant_id AND b.id = a.budget_id
    WHERE a.tenant_id = ${tx.tenantId} AND (${projectId}::bigint IS NULL OR b.project_id = ${projectId}) AND (${page.cursor}::bigint IS NULL OR a.id < ${page.cursor})
    ORDER BY a.id DESC LIMIT ${page.limit + 1}`;
}
