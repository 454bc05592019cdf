import { RunSummary } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

export function useCancelRun(runId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call({ method: 'POST', path: `/agent-runs/${runId}/cancel`, answer: RunSummary }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.run(runId) }),
  });
}
