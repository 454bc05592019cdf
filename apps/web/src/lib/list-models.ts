import { ModelAvailability } from '@lime/contracts';
import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { call } from './api.ts';
import { keys } from './query-keys.ts';

const Models = z.object({ items: z.array(ModelAvailability) });

/** Which models the server has for each provider. They change only when the server is started anew. */
export function useModels() {
  return useQuery({ queryKey: keys.models, queryFn: async ({ signal }) => (await call({ path: '/models', answer: Models, signal })).items, staleTime: 60_000 });
}
