import { RunSummary } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

/** Starts a run that reviews this one's change, by whoever made it. */
export function useAskForReview(runId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call({ method: 'POST', path: '/agent-runs', body: { from: { runId, as: 'review' } }, answer: RunSummary }),
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: keys.run(runId) }), client.invalidateQueries({ queryKey: keys.runs })]),
  });
}
