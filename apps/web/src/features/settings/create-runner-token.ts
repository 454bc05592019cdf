import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

/** The answer holds the token itself, this once. */
export function useCreateRunnerToken() {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (name: string) => api.createRunnerToken({ body: { name } }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.runnerTokens }),
  });
}
