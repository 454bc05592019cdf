import { RunPage, type RunStatus } from '@lime/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

export type RunFilter = { status?: RunStatus | undefined };

const pageSize = 50;

/** Runs, newest first, page by page. The list is read anew every 10 s while it is looked at. */
export function useRuns({ status }: RunFilter) {
  return useInfiniteQuery({
    queryKey: [...keys.runs, { status: status ?? null }],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ limit: String(pageSize), ...(status ? { status } : {}), ...(pageParam ? { cursor: pageParam } : {}) });
      return call({ path: `/agent-runs?${query}`, answer: RunPage, signal });
    },
    getNextPageParam: (page) => page.next,
    refetchInterval: 10_000,
  });
}
