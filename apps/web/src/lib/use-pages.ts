import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';

type Page<Item> = { items: Item[]; next: string | null };
type Options<Item> = {
  key: QueryKey;
  /** Reads the page that begins at `cursor`; the first one without. */
  read: (cursor: { cursor?: string }, options: { signal: AbortSignal }) => Promise<Page<Item>>;
  /** Milliseconds after which it is read anew while it is looked at; then also whenever somebody comes to look. */
  every?: number;
};

export type Pages<Item> = { items: Item[] | undefined; error: unknown; retry: () => void; more: (() => void) | null; loadingMore: boolean };

/** A list that comes page by page. */
export function usePages<Item>({ key, read, every }: Options<Item>): Pages<Item> {
  const query = useInfiniteQuery({
    queryKey: key,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => read(pageParam === '' ? {} : { cursor: pageParam }, { signal }),
    getNextPageParam: (page) => page.next,
    ...(every === undefined ? {} : { refetchInterval: every, refetchOnMount: 'always' as const }),
  });
  return {
    items: query.data?.pages.flatMap((page) => page.items),
    error: query.data === undefined ? query.error : null,
    retry: () => void query.refetch(),
    more: query.hasNextPage ? () => void query.fetchNextPage() : null,
    loadingMore: query.isFetchingNextPage,
  };
}
