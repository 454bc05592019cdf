import { CreatedRunnerToken } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

/** The answer holds the token itself, this once. */
export function useCreateRunnerToken() {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (name: string) => call({ method: 'POST', path: '/runner-tokens', body: { name }, answer: CreatedRunnerToken }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.runnerTokens }),
  });
}
