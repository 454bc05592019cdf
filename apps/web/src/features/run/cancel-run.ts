import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

export function useCancelRun(runId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.cancelRun({ id: runId }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.run(runId) }),
  });
}
