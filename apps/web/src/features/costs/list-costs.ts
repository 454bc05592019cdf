import type { CostGroup } from '@lime/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

/** Spans that costs are looked at over, in days up to now. */
export const spans = [7, 30, 90] as const;
export type Span = (typeof spans)[number];

const dayMs = 86_400_000;

/** What has been spent in the last days, by what it was spent on. */
export function useCosts(by: CostGroup, days: Span) {
  return useInfiniteQuery({
    queryKey: [...keys.costs, by, days],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const from = new Date(Date.now() - days * dayMs).toISOString();
      return api.readCosts({ query: { by, from, cursor: pageParam || undefined } }, { signal });
    },
    getNextPageParam: (page) => page.next,
  });
}
