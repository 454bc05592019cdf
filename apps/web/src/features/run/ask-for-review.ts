import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

/** Starts a run that reviews this one's change, by whoever made it. */
export function useAskForReview(runId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.startRun({ body: { from: { runId, as: 'review' } } }),
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: keys.run(runId) }), client.invalidateQueries({ queryKey: keys.runs })]),
  });
}
