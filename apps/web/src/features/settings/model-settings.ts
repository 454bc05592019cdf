import { type ModelRetention, ModelSettings } from '@lime/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

/** What is kept of agents' talk with models. */
export function useModelSettings() {
  return useQuery({ queryKey: keys.modelSettings, queryFn: ({ signal }) => call({ path: '/model-settings', answer: ModelSettings, signal }) });
}

export function useSetRetention() {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    // One after another: the last choice is the one that stays.
    scope: { id: 'model-retention' },
    mutationFn: (retention: ModelRetention) => call({ method: 'PUT', path: '/model-settings', body: { retention }, answer: ModelSettings }),
    onSuccess: (settings) => client.setQueryData(keys.modelSettings, settings),
  });
}
