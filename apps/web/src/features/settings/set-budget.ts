import { type BudgetView, projectBudgets } from '@lime/contracts';
import { keys } from '../../lib/query-keys.ts';
import { useChange } from '../../lib/use-change.ts';
import { budgetsApi } from './list-budgets.ts';

/** What a form says of a project's budget for all runs of a period; `present` is the one that it changes. */
export type BudgetInput = Pick<BudgetView, 'period' | 'limitCents' | 'softLimitCents'> & { present: BudgetView | undefined };

export function useSetBudget(projectId: string) {
  return useChange({
    shownInPlace: true, said: 'Budget set', renews: [keys.entity(projectBudgets.name)],
    change: ({ present, period, ...amounts }: BudgetInput) => (present ? budgetsApi.update({ id: present.id, body: { ...amounts, version: present.version } }) : budgetsApi.create({ body: { projectId, period, ...amounts } })),
  });
}
