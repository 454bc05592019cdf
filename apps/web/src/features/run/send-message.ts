import { useMutation } from '@tanstack/react-query';
import { call, Nothing } from '../../lib/api.ts';

/** Tells a run in progress something. It appears in the transcript by way of the run's events. */
export function useSendMessage(runId: string) {
  return useMutation({ mutationFn: (text: string) => call({ method: 'POST', path: `/agent-runs/${runId}/messages`, body: { text }, answer: Nothing }) });
}
