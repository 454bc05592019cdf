import type { BudgetView } from '@lime/contracts';
import { centsOf } from '../micros.ts';
import type { BudgetRow } from '../sql/read-budgets.ts';

/** How a budget stands in its current period. What the two sums come to together is exact: cents of both rounded up would show one too many. */
export function standOf(row: Pick<BudgetRow, 'spent_micros' | 'reserved_micros' | 'period_start'>): Pick<BudgetView, 'spentCents' | 'reservedCents' | 'periodStart'> {
  const spentCents = centsOf(row.spent_micros);
  return { spentCents, reservedCents: centsOf(row.spent_micros + row.reserved_micros) - spentCents, periodStart: row.period_start.toISOString() };
}
