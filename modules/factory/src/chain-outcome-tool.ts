import { z } from 'zod';
import { AgentOutput } from '@lime/contracts';
import type { Tool } from '@lime/runs';

/** Of each stage its output, or null where it was left out or has failed. A review's at the same place as the change that it is about. */
const Input = z.object({ steps: z.array(z.string()), changes: z.array(AgentOutput.nullable()), reviews: z.array(AgentOutput.nullable()) });

/** What a chain has come to: the last change that stands, and what the review of exactly that has said. Everything after it goes by this. */
export const chainOutcomeTool: Tool = async (call) => {
  const input = Input.safeParse(call.input);
  const last = input.success ? input.data.changes.findLastIndex((change) => change !== null) : -1;
  const change = input.data?.changes[last];
  if (!input.success || !change) return { kind: 'failed', error: { code: 'step_input_invalid', message: 'The stages of the chain have left nothing to look at.' }, retryable: false };
  const review = input.data.reviews[last];
  const verdict = review ? (review.changesRequested === true ? 'request_changes' : 'approve') : null;
  return { kind: 'done', output: { ...change, step: input.data.steps[last] ?? '', verdict, rounds: last, question: questions[verdict ?? 'none'] } };
};

const questions = {
  approve: 'Apply this change? The review approves it.',
  request_changes: 'Changes requested by the review. Apply this change all the same?',
  none: 'The review could not be done. Apply this change all the same?',
} as const;
