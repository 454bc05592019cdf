import type { Failure } from '@lime/contracts';
import { runBeforeHooks } from '@lime/hooks';
import type { RunsContext } from '../context.ts';
import type { HeldRun } from './held-run.ts';
import { isAgentRun, runHookContext } from './hook-context.ts';

/**
 * Asks the hooks before a run's first step, and answers why it is refused. Here and not where runs are started: whoever
 * holds the run may wait for as long as a hook takes, and no request or transaction does. After a crash they are asked on.
 */
export async function admitRun({ hooks }: Pick<RunsContext, 'hooks'>, held: HeldRun): Promise<Failure | null> {
  const { lease: { tenantId, runId }, run } = held;
  if (!hooks || !isAboutToBegin(held) || run.cancel_requested_at !== null || !isAgentRun(run)) return null;
  const verdict = await runBeforeHooks(hooks, tenantId, { occurrence: `run:${runId}`, context: runHookContext(tenantId, run, 'before_agent_run') }, held.cancelled.signal);
  return verdict.kind === 'allowed' ? null : { code: 'hook_denied', message: `The hook "${verdict.hookName}" refused this run: ${verdict.reason}` };
}

/** Whether its work comes next: a run that waits for other tickets first is asked about when it has waited. */
function isAboutToBegin({ run, position, steps }: HeldRun): boolean {
  const [first] = run.spec.steps;
  if (first?.kind !== 'wait') return position === 0 && steps.size === 0;
  return position <= 1 && steps.size === 1 && steps.get(first.id)?.status === 'succeeded';
}
