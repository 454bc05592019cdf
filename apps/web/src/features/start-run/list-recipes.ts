import { useQuery } from '@tanstack/react-query';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

export function useRecipes() {
  return useQuery({ queryKey: keys.recipes, queryFn: async ({ signal }) => (await api.listRecipes({}, { signal })).items, staleTime: 5 * 60_000 });
}
