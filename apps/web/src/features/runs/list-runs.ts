import type { RunStatus } from '@lime/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

export type RunFilter = { status?: RunStatus | undefined };

const pageSize = 50;

/** Runs, newest first, page by page. The list is read anew every 10 s while it is looked at. */
export function useRuns({ status }: RunFilter) {
  return useInfiniteQuery({
    queryKey: [...keys.runs, { status: status ?? null }],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => api.listRuns({ query: { limit: pageSize, status, cursor: pageParam || undefined } }, { signal }),
    getNextPageParam: (page) => page.next,
    refetchInterval: 10_000,
  });
}
