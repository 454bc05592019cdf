import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

export function useRevokeRunnerToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (tokenId: string) => api.revokeRunnerToken({ id: tokenId }),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: keys.runnerTokens }), client.invalidateQueries({ queryKey: keys.runners })]),
  });
}
