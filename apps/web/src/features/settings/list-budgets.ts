import { projectBudgets } from '@lime/contracts';
import { createApi, entityOperations } from '@lime/client';
import { useQuery } from '@tanstack/react-query';
import { transport } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

/** The five operations of budgets. */
export const budgetsApi = createApi(entityOperations(projectBudgets), transport);

/** All of a project's: there cannot be more of them than a page holds. */
export function useBudgets(projectId: string) {
  return useQuery({ queryKey: [...keys.entity(projectBudgets.name), 'of-project', projectId], queryFn: async ({ signal }) => (await budgetsApi.list({ query: { projectId, limit: 200 } }, { signal })).items });
}
