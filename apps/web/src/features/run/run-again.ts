import type { RedoBody, RunDetail } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import type { z } from 'zod';
import { ApiError, messageOf } from '../../lib/api.ts';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

const refusals: Record<string, string> = {
  nothing_to_redo: 'This question is settled already, so there is nothing to run again. The newest state is shown now.',
};

/** Withdraws the open question and has the agent do the work again, on the newest base and with what the note says. */
export function useRunAgain(runId: string, onAgain: () => void) {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (body: z.input<typeof RedoBody>) => api.redoRun({ id: runId, body }),
    onSuccess: (run) => {
      toast.success('Running again');
      client.setQueryData<RunDetail>(keys.run(runId), (detail) => detail && { ...detail, run });
      // Told from here: the bar that asked may be gone by now, and its own callbacks with it.
      onAgain();
    },
    onError: (error) => toast.error((error instanceof ApiError ? refusals[error.code] : undefined) ?? messageOf(error), { duration: 10_000 }),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: keys.run(runId) }), client.invalidateQueries({ queryKey: keys.boards })]),
  });
}
