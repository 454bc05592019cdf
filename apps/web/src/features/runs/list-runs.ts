import type { AgentMode, Provider, RunStatus } from '@lime/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

export type RunFilter = { status?: RunStatus | undefined; provider?: Provider | undefined; mode?: AgentMode | undefined };

const pageSize = 50;

/** Runs, newest first, page by page. The list is read anew every 10 s while it is looked at. */
export function useRuns({ status, provider, mode }: RunFilter) {
  return useInfiniteQuery({
    queryKey: [...keys.runs, { status: status ?? null, provider: provider ?? null, mode: mode ?? null }],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => api.listRuns({ query: { limit: pageSize, status, provider, mode, cursor: pageParam || undefined } }, { signal }),
    getNextPageParam: (page) => page.next,
    refetchInterval: 10_000,
  });
}
