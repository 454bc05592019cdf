import type { GateView, RunSummary, StepView, WhyView } from '@lime/contracts';

/** Why a run stands where it stands: what it waits for, since when, whose move it is, what frees it. */
export function explainRun(run: RunSummary, steps: StepView[], gates: GateView[]): WhyView {
  const nothing = { waitsFor: null, since: null, whoseMove: null, whatFreesIt: null };
  if (run.status === 'succeeded') return { ...nothing, state: 'It is done.' };
  if (run.status === 'cancelled') return { ...nothing, state: 'It was cancelled.' };
  if (run.status === 'failed') return { ...nothing, state: `It failed: ${run.error?.message ?? 'no reason is on record.'}` };
  if (run.status === 'queued') return { state: 'It is queued.', waitsFor: 'a server with a free worker', since: run.createdAt, whoseMove: 'the server', whatFreesIt: 'It starts by itself within seconds.' };
  const current = steps.findLast((step) => step.parentStepId === null && ['running', 'waiting', 'queued'].includes(step.status));
  const title = current?.title ?? 'the next step';
  if (run.status === 'running') {
    return { state: `${title} is running.`, waitsFor: current?.runnerName ? `the runner ${current.runnerName}` : null, since: current?.startedAt ?? run.startedAt, whoseMove: current?.runnerName ?? 'the server', whatFreesIt: `${title} ends, or the run is cancelled.` };
  }
  const waits = { state: `It waits at "${title}".`, since: run.waitingSince };
  switch (run.waitingOn) {
    case 'gate': {
      const gate = gates.findLast((candidate) => candidate.status === 'open');
      const given = gate?.approvals.length ?? 0;
      const who = gate && gate.policy.roles.length > 0 ? `somebody who is ${gate.policy.roles.join(' or ')}` : 'a person';
      return { ...waits, waitsFor: `a decision: ${gate?.question ?? title} (${given} of ${gate?.policy.approvals ?? 1} approvals)`, whoseMove: who, whatFreesIt: `Approve or reject it; it expires ${gate?.expiresAt ?? 'later'}.` };
    }
    case 'runner':
      return { ...waits, waitsFor: 'a runner with room that can do this kind of work', whoseMove: 'a runner', whatFreesIt: 'A runner takes it up. See "lime runners"; start another with "lime runner".' };
    case 'time':
      return { ...waits, waitsFor: 'a time', whoseMove: 'the clock', whatFreesIt: 'It goes on by itself.' };
    case 'retry':
      return { ...waits, waitsFor: `the next attempt, after: ${current?.error?.message ?? 'a failure'}`, whoseMove: 'the clock', whatFreesIt: 'It is tried again by itself.' };
    case 'signal':
      return { ...waits, waitsFor: 'a signal from outside', whoseMove: 'whoever sends the signal', whatFreesIt: 'The signal arrives, or its time-out passes.' };
    case 'child':
      return { ...waits, waitsFor: 'another run that it started', whoseMove: 'that run', whatFreesIt: 'That run ends.' };
    case 'map': {
      const open = steps.filter((step) => step.parentStepId === current?.id && ['running', 'waiting', 'queued'].includes(step.status)).length;
      return { ...waits, waitsFor: `${open} items of ${title}`, whoseMove: 'the server and the runners', whatFreesIt: 'The items end.' };
    }
    case 'effect':
      return { ...waits, waitsFor: 'somebody who looks whether an outside change happened: nobody could tell', whoseMove: 'a person', whatFreesIt: 'Say on the run page whether it happened.' };
    default:
      return { ...waits, waitsFor: null, whoseMove: 'the server', whatFreesIt: null };
  }
}
