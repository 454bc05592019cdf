import type { DecideGateBody } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { ApiError, messageOf } from '../../lib/api.ts';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

const refusals: Record<string, string> = {
  content_changed: 'The change is not the one you looked at any more. The newest one is shown now: look again, then decide.',
  gate_closed: 'This question is settled already. The newest state is shown now.',
};

/** Decides on exactly the content whose hash is sent. When it is refused the run is read again and the reason is told. */
export function useDecideGate(runId: string) {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: ({ gateId, body }: { gateId: string; body: DecideGateBody }) => api.decideGate({ id: gateId, body }),
    onSuccess: (_, { body }) => toast.success(body.decision === 'approve' ? 'Approved' : 'Rejected'),
    onError: (error) => toast.error((error instanceof ApiError ? refusals[error.code] : undefined) ?? messageOf(error), { duration: 10_000 }),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: keys.run(runId) }), client.invalidateQueries({ queryKey: keys.boards })]),
  });
}
