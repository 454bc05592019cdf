import { type AuditEntry, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { centsOf, microsPerCent } from '../micros.ts';
import { dollars, nameOf } from '../name-of.ts';
import { insertAlerts, type NewAlert } from '../sql/budget-alerts.ts';
import { type BudgetRow, readBudgets } from '../sql/read-budgets.ts';

/** Shares of a limit, in percent, that are told when they are reached. */
const thresholds = [80n, 95n, 100n];

/** A budget that is spent, and what is to be said of it. */
export type SpentBudget = Pick<BudgetRow, 'provider' | 'mode'> & { why: string };

/** Tells of every threshold that a project's budgets have reached in their period, once for each limit that they have had; returns those that are spent and stop the work. */
export async function raiseAlerts(tx: TenantTx, projectId: bigint): Promise<SpentBudget[]> {
  const begun = (await readBudgets(tx, [projectId])).filter(({ spent_micros }) => spent_micros > 0n);
  const raised = await insertAlerts(tx, begun.flatMap(alertsFor));
  if (raised.length > 0) recordAudit(tx, ...raised.map(entryOf));
  return begun.filter((budget) => budget.enforce_hard_stop && hasReached(budget, 100n)).map((budget) => ({
    provider: budget.provider, mode: budget.mode, why: `${nameOf(budget, 'The')} of ${dollars(budget.limit_cents)} is spent (${dollars(centsOf(budget.spent_micros))}).`,
  }));
}

function hasReached({ spent_micros, limit_cents }: BudgetRow, percent: bigint): boolean {
  return spent_micros * 100n >= limit_cents * microsPerCent * percent;
}

function alertsFor(budget: BudgetRow): NewAlert[] {
  const reached = thresholds.filter((percent) => hasReached(budget, percent));
  return reached.map((percent) => ({ budgetId: budget.id, periodStart: budget.period_start, percent: Number(percent), spentCents: centsOf(budget.spent_micros), limitCents: Number(budget.limit_cents) }));
}

function entryOf({ budgetId, percent, spentCents, limitCents }: NewAlert): AuditEntry {
  return { actor: { userId: null, name: 'budgets' }, action: 'budget.alert', target: { type: 'budget', id: budgetId }, payload: { percent, spentCents, limitCents } };
}
