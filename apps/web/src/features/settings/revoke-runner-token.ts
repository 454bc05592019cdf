import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call, Nothing } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

export function useRevokeRunnerToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (tokenId: string) => call({ method: 'DELETE', path: `/runner-tokens/${tokenId}`, answer: Nothing }),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: keys.runnerTokens }), client.invalidateQueries({ queryKey: keys.runners })]),
  });
}
