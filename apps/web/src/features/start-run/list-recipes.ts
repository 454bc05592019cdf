import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { call } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

const Recipes = z.object({ items: z.array(z.object({ name: z.string(), title: z.string(), description: z.string() })) });

export function useRecipes() {
  return useQuery({ queryKey: keys.recipes, queryFn: async ({ signal }) => (await call({ path: '/recipes', answer: Recipes, signal })).items, staleTime: 5 * 60_000 });
}
