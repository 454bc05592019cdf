import type { BudgetView } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { centsOf } from '../micros.ts';
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
    spentCents: centsOf(row.spent_micros),
    // What the two come to together is exact: cents of both rounded up would show one too many.
    reservedCents: centsOf(row.spent_micros + row.reserved_micros) - centsOf(row.spent_micros),
    periodStart: row.period_start.toISOString(),
  }));
}
