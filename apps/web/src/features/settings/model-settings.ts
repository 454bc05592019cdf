import type { ModelRetention } from '@lime/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

/** What is kept of agents' talk with models. */
export function useModelSettings() {
  return useQuery({ queryKey: keys.modelSettings, queryFn: ({ signal }) => api.readModelSettings({}, { signal }) });
}

export function useSetRetention() {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    // One after another: the last choice is the one that stays.
    scope: { id: 'model-retention' },
    mutationFn: (retention: ModelRetention) => api.setModelSettings({ body: { retention } }),
    onSuccess: (settings) => client.setQueryData(keys.modelSettings, settings),
  });
}
