import { z } from 'zod';
import { mergeCommit, type MergeOutcome } from '@lime/git';
import type { Attempted, EffectPlan, Tool } from '@lime/runs';
import { endWithout, invalidInput } from './failures.ts';
import type { ForgeDeps } from './forge-deps.ts';
import { oneLine } from './one-line.ts';
import { openRepository, toolRepository } from './tool-repository.ts';

const MergeInput = z.object({
  ...toolRepository,
  how: z.enum(['ff', 'commit']),
  title: z.string(),
  author: z.object({ name: z.string(), email: z.string() }),
  /** A branch's full name. */
  targetRef: z.string().startsWith('refs/heads/', 'there is no branch to merge into'),
  branch: z.string(),
  sha: z.string(),
  /** Of several repositories. */
  folder: z.string().nullish(),
});

/** Merges the pushed branch into the target. Merging what is merged already changes nothing, so a repetition is its own reconciliation. */
export function mergeTool(deps: ForgeDeps): Tool {
  return async (call) => {
    const parsed = MergeInput.safeParse(call.input);
    if (!parsed.success) return invalidInput(parsed.error);
    const input = parsed.data;
    const target = input.targetRef;
    const opened = await openRepository(deps, call.tenantId, input);
    if (!opened.ok) return opened.outcome;
    const { url, cacheDir, open } = opened;
    const plan: EffectPlan = {
      kind: 'git.merge',
      idempotencyKey: `git.merge:${call.runId}:${target}:${input.sha}${input.folder ? `:${input.folder}` : ''}`,
      request: { target, sha: input.sha, how: input.how },
      attempt: async (signal) => {
        const request = { url, cacheDir, target, sha: input.sha, how: input.how, message: `Merge ${input.branch}: ${oneLine(input.title)}\n\nRun: ${call.runId}\n`, author: input.author, date: new Date() };
        return toAttempted(await mergeCommit(request, { signal, ...open }), target);
      },
      reconcile: async () => ({ kind: 'not_applied' }),
    };
    const outcome = await call.perform(plan);
    if (outcome.kind !== 'applied') return endWithout(outcome);
    return { kind: 'done', output: outcome.result };
  };
}

function toAttempted(outcome: MergeOutcome, target: string): Attempted {
  if (outcome.ok) return { kind: 'applied', result: { target, sha: outcome.sha } };
  if (outcome.code === 'unknown' || outcome.code === 'timed_out' || outcome.code === 'cancelled') return { kind: 'unknown', reason: outcome.message };
  return { kind: 'refused', error: { code: `git_${outcome.code}`, message: outcome.message }, retryable: outcome.code === 'unreachable' || outcome.code === 'rejected' };
}
