import type { BudgetView } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { readBudgets } from '../sql/read-budgets.ts';

/** A project's budgets with what the current period has spent and reserved. */
export async function listBudgets(tx: TenantRead, projectId: bigint): Promise<BudgetView[]> {
  const rows = await readBudgets(tx, projectId, { lock: false });
  return rows.map((row) => ({
    id: String(row.id),
    projectId: String(row.project_id),
    period: row.period,
    limitCents: Number(row.limit_cents),
    softLimitCents: row.soft_limit_cents === null ? null : Number(row.soft_limit_cents),
    spentCents: Number(row.spent_cents),
    reservedCents: Number(row.reserved_cents),
    periodStart: row.period_start.toISOString(),
  }));
}
