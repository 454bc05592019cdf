import { refuse } from '@lime/kernel';
import type { TenantTx } from '@lime/db';
import { type BudgetRow, readBudgets } from '../sql/read-budgets.ts';

/**
 * Sets aside the most that a run may spend, before it starts. Refuses with 402 and the numbers when
 * any of the project's budgets has not that much left; a run that may cost nothing always passes. Returns a warning for each soft limit passed.
 */
export async function reserveBudget(tx: TenantTx, run: { runId: bigint; projectId: bigint; amountCents: bigint }): Promise<string[]> {
  const budgets = await readBudgets(tx, run.projectId, { lock: true });
  for (const budget of budgets) {
    if (run.amountCents > 0n && leftOf(budget) < run.amountCents) refuseForBudget(budget, run.amountCents);
  }
  await tx.sql`
    INSERT INTO budget_reservations (tenant_id, run_id, project_id, amount_cents)
    VALUES (${tx.tenantId}, ${run.runId}, ${run.projectId}, ${run.amountCents})`;
  return budgets
    .filter((budget) => budget.soft_limit_cents !== null && budget.spent_cents + budget.reserved_cents + run.amountCents > budget.soft_limit_cents)
    .map((budget) => `The ${budget.period} budget is past its soft limit of ${dollars(budget.soft_limit_cents ?? 0n)}.`);
}

function leftOf(budget: BudgetRow): bigint {
  return budget.limit_cents - budget.spent_cents - budget.reserved_cents;
}

function refuseForBudget(budget: BudgetRow, asked: bigint): never {
  const left = leftOf(budget);
  refuse({
    status: 402,
    code: 'budget_exceeded',
    title: 'Not enough budget',
    detail: `This run may cost up to ${dollars(asked)}, but the ${budget.period} budget of ${dollars(budget.limit_cents)} has ${dollars(left > 0n ? left : 0n)} left (${dollars(budget.spent_cents)} spent, ${dollars(budget.reserved_cents)} reserved by running work). Lower the run's maximum cost, wait for running work to end, or raise the budget.`,
    details: { period: budget.period, askedCents: Number(asked), limitCents: Number(budget.limit_cents), spentCents: Number(budget.spent_cents), reservedCents: Number(budget.reserved_cents), leftCents: Number(left > 0n ? left : 0n) },
  });
}

function dollars(cents: bigint): string {
  return `$${(Number(cents) / 100).toFixed(2)}`;
}
