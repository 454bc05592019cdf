import { readPages } from '@lime/client';
import { useQuery } from '@tanstack/react-query';
import { api } from './client.ts';
import { keys } from './query-keys.ts';

/** Read anew every 5 s: a runner comes and goes without a word. */
export function useRunners() {
  return useQuery({ queryKey: keys.runners, queryFn: ({ signal }) => readPages((cursor) => api.listRunners({ query: { cursor } }, { signal })), refetchInterval: 5_000 });
}
