import { recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { centsOf, microsPerCent } from '../micros.ts';
import { dollars, nameOf } from '../name-of.ts';
import { insertAlert } from '../sql/budget-alerts.ts';
import { type BudgetRow, readBudgets } from '../sql/read-budgets.ts';

/** Shares of a limit, in percent, that are told when they are reached. */
const thresholds = [80n, 95n, 100n];

/** A budget that is spent, and what is to be said of it. */
export type SpentBudget = Pick<BudgetRow, 'provider' | 'mode'> & { why: string };

/** Tells of every threshold that a project's budgets have reached in their period, once; returns those that are spent and stop the work. */
export async function raiseAlerts(tx: TenantTx, projectId: bigint): Promise<SpentBudget[]> {
  const spent: SpentBudget[] = [];
  for (const budget of await readBudgets(tx, projectId)) {
    for (const percent of thresholds.filter((share) => budget.spent_micros * 100n >= budget.limit_cents * microsPerCent * share && budget.spent_micros > 0n)) await alert(tx, budget, percent);
    if (budget.enforce_hard_stop && budget.spent_micros > 0n && budget.spent_micros >= budget.limit_cents * microsPerCent) {
      spent.push({ provider: budget.provider, mode: budget.mode, why: `${nameOf(budget, 'The')} of ${dollars(budget.limit_cents)} is spent (${dollars(centsOf(budget.spent_micros))}).` });
    }
  }
  return spent;
}

async function alert(tx: TenantTx, budget: BudgetRow, percent: bigint): Promise<void> {
  const raised = await insertAlert(tx, { budgetId: budget.id, periodStart: budget.period_start, percent: Number(percent), spentCents: centsOf(budget.spent_micros), limitCents: budget.limit_cents });
  if (raised) recordAudit(tx, { actor: { userId: null, name: 'budgets' }, action: 'budget.alert', target: { type: 'budget', id: budget.id }, payload: { percent: Number(percent), spentCents: centsOf(budget.spent_micros), limitCents: Number(budget.limit_cents) } });
}
