import type { ModelSettings } from '@lime/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

/** What is kept of agents' talk with models. */
export function useModelSettings() {
  return useQuery({ queryKey: keys.modelSettings, queryFn: ({ signal }) => api.readModelSettings({}, { signal }) });
}

export function useSetModelSettings() {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    // One after another: the last choice is the one that stays.
    scope: { id: 'model-retention' },
    mutationFn: (body: z.input<typeof ModelSettings>) => api.setModelSettings({ body }),
    onSuccess: (settings) => client.setQueryData(keys.modelSettings, settings),
  });
}
