import { BudgetView } from '@lime/contracts';
import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { call } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

const Budgets = z.object({ items: z.array(BudgetView) });
export type Budget = z.infer<typeof BudgetView>;

export function useBudgets(projectId: string) {
  return useQuery({ queryKey: keys.budgets(projectId), queryFn: async ({ signal }) => (await call({ path: `/projects/${projectId}/budgets`, answer: Budgets, signal })).items });
}
