import { useQuery } from '@tanstack/react-query';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

/** The runs side by side that this one is one of. Read anew every 3 s: the others say nothing to this page. */
export function useAttempts(runId: string) {
  return useQuery({ queryKey: keys.attempts(runId), queryFn: ({ signal }) => api.compareAttempts({ id: runId }, { signal }), refetchInterval: 3_000 });
}
