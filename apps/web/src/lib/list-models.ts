import { useQuery } from '@tanstack/react-query';
import { api } from './client.ts';
import { keys } from './query-keys.ts';

/** Which models the server has for each provider. They change only when the server is started anew. */
export function useModels() {
  return useQuery({ queryKey: keys.models, queryFn: async ({ signal }) => (await api.listModels({}, { signal })).items, staleTime: 60_000 });
}
