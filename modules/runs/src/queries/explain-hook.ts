import type { WhyView } from '@lime/contracts';
import type { HookInHand } from '@lime/hooks';

const before = { before_agent_run: 'it begins', before_deploy: 'it deploys' } as const;

/** What a run waits for that a hook has been asked about. */
export function explainHook({ name, event_type: event, started_at: since, timeout_ms: timeoutMs }: HookInHand): WhyView {
  const then = event === 'before_deploy' ? before.before_deploy : before.before_agent_run;
  return { state: `The hook "${name}" is asked before ${then}.`, waitsFor: `the answer of the hook "${name}"`, since: since.toISOString(), whoseMove: `the hook "${name}"`, whatFreesIt: `It answers. After ${timeoutMs / 1000} s it counts as having no objection.` };
}
