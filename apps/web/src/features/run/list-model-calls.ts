import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { callText } from '../../lib/api.ts';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

/** A run's calls of models, oldest first, page by page. */
export function useModelCalls(runId: string, { live }: { live: boolean }) {
  return useInfiniteQuery({
    queryKey: keys.modelCalls(runId),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => api.listModelCalls({ id: runId, query: { cursor: pageParam || undefined } }, { signal }),
    getNextPageParam: (page) => page.next,
    refetchInterval: live ? 3_000 : false,
  });
}

/** What was asked in a call or answered, where it was kept. */
export function useKeptTalk(callId: string, part: 'request' | 'answer', wanted: boolean) {
  return useQuery({
    queryKey: keys.keptTalk(callId, part),
    enabled: wanted,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => (await callText(`/model-calls/${callId}/content?part=${part}`, signal)).text,
  });
}
