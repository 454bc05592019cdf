import { readPages } from '@lime/client';
import { type RunnerTokenView } from '@lime/contracts';
import { useQuery } from '@tanstack/react-query';
import { type z } from 'zod';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

export type RunnerToken = z.infer<typeof RunnerTokenView>;

export function useRunnerTokens() {
  return useQuery({ queryKey: keys.runnerTokens, queryFn: ({ signal }) => readPages((cursor) => api.listRunnerTokens({ query: { cursor } }, { signal })) });
}
