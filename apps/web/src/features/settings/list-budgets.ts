import { type BudgetView } from '@lime/contracts';
import { useQuery } from '@tanstack/react-query';
import { type z } from 'zod';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

export type Budget = z.infer<typeof BudgetView>;

export function useBudgets(projectId: string) {
  return useQuery({ queryKey: keys.budgets(projectId), queryFn: async ({ signal }) => (await api.listProjectBudgets({ id: projectId }, { signal })).items });
}
