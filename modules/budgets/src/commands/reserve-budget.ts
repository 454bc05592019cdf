import { refuse } from '@lime/kernel';
import type { TenantTx } from '@lime/db';
import { centsOf, microsPerCent } from '../micros.ts';
import { type BudgetRow, readBudgets } from '../sql/read-budgets.ts';

/**
 * Sets aside the most that a run may spend, before it starts. Refuses with 402 and the numbers when
 * any of the project's budgets has not that much left; a run that may cost nothing always passes. Returns a warning for each soft limit passed.
 */
export async function reserveBudget(tx: TenantTx, run: { runId: bigint; projectId: bigint; amountCents: bigint }): Promise<string[]> {
  const budgets = await readBudgets(tx, run.projectId, { lock: true });
  for (const budget of budgets) {
    if (run.amountCents > 0n && leftOf(budget) < run.amountCents * microsPerCent) refuseForBudget(budget, run.amountCents);
  }
  await tx.sql`
    INSERT INTO budget_reservations (tenant_id, run_id, project_id, amount_cents)
    VALUES (${tx.tenantId}, ${run.runId}, ${run.projectId}, ${run.amountCents})`;
  return budgets
    .filter((budget) => budget.soft_limit_cents !== null && budget.spent_micros + budget.reserved_micros + run.amountCents * microsPerCent > budget.soft_limit_cents * microsPerCent)
    .map((budget) => `The ${budget.period} budget is past its soft limit of ${dollars(budget.soft_limit_cents ?? 0n)}.`);
}

/** In micros. */
function leftOf(budget: BudgetRow): bigint {
  return budget.limit_cents * microsPerCent - budget.spent_micros - budget.reserved_micros;
}

function refuseForBudget(budget: BudgetRow, asked: bigint): never {
  const left = leftOf(budget);
  const leftCents = left > 0n ? left / microsPerCent : 0n;
  const [spentCents, reservedCents] = [centsOf(budget.spent_micros), centsOf(budget.reserved_micros)];
  refuse({
    status: 402,
    code: 'budget_exceeded',
    title: 'Not enough budget',
    detail: `This run may cost up to ${dollars(asked)}, but the ${budget.period} budget of ${dollars(budget.limit_cents)} has ${dollars(leftCents)} left (${dollars(spentCents)} spent, ${dollars(reservedCents)} reserved by running work). Lower the run's maximum cost, wait for running work to end, or raise the budget.`,
    details: { period: budget.period, askedCents: Number(asked), limitCents: Number(budget.limit_cents), spentCents, reservedCents, leftCents: Number(leftCents) },
  });
}

function dollars(cents: bigint | number): string {
  return `$${(Number(cents) / 100).toFixed(2)}`;
}
