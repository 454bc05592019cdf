import type { BudgetPeriod, BudgetView } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';
import { standOf } from '../queries/stand-of.ts';
import { readBudgets } from '../sql/read-budgets.ts';

/** Gives a project a budget for all of its runs, or changes the one that it has. */
export async function setBudget(tx: TenantTx, projectId: bigint, budget: { period: BudgetPeriod; limitCents: number; softLimitCents: number | null }): Promise<void> {
  await tx.sql`
    INSERT INTO project_budgets (tenant_id, project_id, period, limit_cents, soft_limit_cents)
    VALUES (${tx.tenantId}, ${projectId}, ${budget.period}, ${budget.limitCents}, ${budget.softLimitCents})
    ON CONFLICT ON CONSTRAINT project_budgets_kind DO UPDATE SET limit_cents = excluded.limit_cents, soft_limit_cents = excluded.soft_limit_cents`;
}

/** A project's budgets, and how they stand. */
export async function readStands(tx: TenantRead, projectId: bigint): Promise<Pick<BudgetView, 'period' | 'limitCents' | 'spentCents' | 'reservedCents' | 'periodStart'>[]> {
  return (await readBudgets(tx, [projectId])).map((row) => ({ period: row.period, limitCents: Number(row.limit_cents), ...standOf(row) }));
}
