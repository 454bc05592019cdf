import { refuse } from '@lime/kernel';
import type { TenantTx } from '@lime/db';
import { centsOf, microsPerCent } from '../micros.ts';
import { dollars, nameOf } from '../name-of.ts';
import { type BudgetRow, lockBudgets, readBudgets, type RunKind } from '../sql/read-budgets.ts';

/**
 * Sets aside the most that a run may spend, before it starts. Refuses with 402 and the numbers when
 * any of the project's budgets has not that much left; a run that may cost nothing always passes. Returns a warning for each soft limit passed.
 */
export async function reserveBudget(tx: TenantTx, run: RunKind & { runId: bigint; projectId: bigint; amountCents: bigint }): Promise<string[]> {
  await lockBudgets(tx, run.projectId);
  const budgets = await readBudgets(tx, [run.projectId], run);
  for (const budget of budgets) {
    if (budget.enforce_hard_stop && run.amountCents > 0n && leftOf(budget) < run.amountCents * microsPerCent) refuseForBudget(budget, run.amountCents);
  }
  await tx.sql`
    INSERT INTO budget_reservations (tenant_id, run_id, project_id, amount_cents, provider, mode)
    VALUES (${tx.tenantId}, ${run.runId}, ${run.projectId}, ${run.amountCents}, ${run.provider}, ${run.mode})`;
  return budgets.flatMap((budget) => warningFor(budget, run.amountCents * microsPerCent));
}

function warningFor(budget: BudgetRow, asked: bigint): string[] {
  const afterwards = budget.spent_micros + budget.reserved_micros + asked;
  if (!budget.enforce_hard_stop && afterwards > budget.limit_cents * microsPerCent) return [`${nameOf(budget, 'The')} may go past its limit of ${dollars(budget.limit_cents)} with this run. It stops nothing.`];
  return budget.soft_limit_cents !== null && afterwards > budget.soft_limit_cents * microsPerCent ? [`${nameOf(budget, 'The')} is past its soft limit of ${dollars(budget.soft_limit_cents)}.`] : [];
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
    detail: `This run may cost up to ${dollars(asked)}, but ${nameOf(budget, 'the')} of ${dollars(budget.limit_cents)} has ${dollars(leftCents)} left (${dollars(spentCents)} spent, ${dollars(reservedCents)} reserved by running work). Lower the run's maximum cost, wait for running work to end, or raise the budget.`,
    details: { period: budget.period, provider: budget.provider, mode: budget.mode, askedCents: Number(asked), limitCents: Number(budget.limit_cents), spentCents, reservedCents, leftCents: Number(leftCents) },
  });
}
