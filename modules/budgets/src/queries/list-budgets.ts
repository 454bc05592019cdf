import type { BudgetView } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { centsOf } from '../micros.ts';
import { type BudgetRow, readBudgets } from '../sql/read-budgets.ts';

/** A project's budgets with what the current period has spent and reserved. */
export async function listBudgets(tx: TenantRead, projectId: bigint): Promise<BudgetView[]> {
  return (await readBudgets(tx, [projectId])).map((row) => ({
    id: String(row.id), projectId: String(row.project_id), period: row.period, provider: row.provider, mode: row.mode,
    limitCents: Number(row.limit_cents), softLimitCents: row.soft_limit_cents === null ? null : Number(row.soft_limit_cents), enforceHardStop: row.enforce_hard_stop,
    ...standOf(row),
    version: row.version, createdAt: row.created_at.toISOString(), updatedAt: row.updated_at.toISOString(),
  }));
}

/** How a budget stands in its current period. What the two sums come to together is exact: cents of both rounded up would show one too many. */
export function standOf(row: Pick<BudgetRow, 'spent_micros' | 'reserved_micros' | 'period_start'>): Pick<BudgetView, 'spentCents' | 'reservedCents' | 'periodStart'> {
  const spentCents = centsOf(row.spent_micros);
  return { spentCents, reservedCents: centsOf(row.spent_micros + row.reserved_micros) - spentCents, periodStart: row.period_start.toISOString() };
}
