import { AttemptsView } from '@lime/contracts';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

/** The runs side by side that this one is one of. Read anew every 3 s: the others say nothing to this page. */
export function useAttempts(runId: string) {
  return useQuery({ queryKey: keys.attempts(runId), queryFn: ({ signal }) => call({ path: `/agent-runs/${runId}/attempts`, answer: AttemptsView, signal }), refetchInterval: 3_000 });
}
