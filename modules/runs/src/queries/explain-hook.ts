import type { WhyView } from '@lime/contracts';
import type { HookInHand } from '@lime/hooks';

const before = { before_agent_run: 'it begins', before_deploy: 'it deploys' } as const;

/** What a run waits for before so much as a hook is asked about it. */
export function explainHookPlace({ name, places }: { name: string; places: number }, since: string): WhyView {
  return { state: `It waits for a place to ask the hook "${name}" before ${before.before_agent_run}.`, waitsFor: `one of the ${places} hooks at work to answer: no more are asked at once`, since, whoseMove: 'those hooks', whatFreesIt: 'One of them answers, or its time is over.' };
}

/** What a run waits for that a hook has been asked about. */
export function explainHook({ name, event_type: event, started_at: since, timeout_ms: timeoutMs }: HookInHand): WhyView {
  const then = event === 'before_deploy' ? before.before_deploy : before.before_agent_run;
  return { state: `The hook "${name}" is asked before ${then}.`, waitsFor: `the answer of the hook "${name}"`, since: since.toISOString(), whoseMove: `the hook "${name}"`, whatFreesIt: `It answers. After ${timeoutMs / 1000} s it counts as having no objection.` };
}
