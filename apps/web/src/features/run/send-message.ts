import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

/** Tells a run something: its agent reads it, work that waits for a decision is done again with it, or a new run goes on with it. */
export function useSendMessage(runId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (text: string) => api.messageRun({ id: runId, body: { text } }),
    onSuccess: ({ became }) => (became === 'message' ? undefined : Promise.all([client.invalidateQueries({ queryKey: keys.run(runId) }), client.invalidateQueries({ queryKey: keys.runs }), client.invalidateQueries({ queryKey: keys.boards })])),
  });
}
