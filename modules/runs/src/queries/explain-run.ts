import type { RunDetail, GateView, RunSummary, StepView, WhyView } from '@lime/contracts';

/** Why a run stands where it stands: what it waits for, since when, whose move it is, what frees it. `runnerWait`: why no runner has taken up what it has queued; `blockers`: the tickets that it waits for. */
export function explainRun(run: RunSummary, parts: Parts, more: More): WhyView {
  const nothing = { waitsFor: null, since: null, whoseMove: null, whatFreesIt: null };
  // The first open one: after work was sent back, the question about it is open behind it.
  const current = parts.steps.find((step) => step.parentStepId === null && isOpen(step));
  const title = current?.title ?? 'the next step';
  switch (run.status) {
    case 'succeeded':
      return { ...nothing, state: 'It is done.' };
    case 'cancelled':
      return { ...nothing, state: run.error ? `It was stopped: ${run.error.message}` : 'It was cancelled.' };
    case 'failed':
      return { ...nothing, state: `It failed: ${run.error?.message ?? 'no reason is on record.'}` };
    case 'queued':
      return { state: 'It is queued.', waitsFor: 'a server with a free worker', since: run.createdAt, whoseMove: 'the server', whatFreesIt: 'It starts by itself within seconds.' };
    case 'running':
      return { state: `${title} is running.`, waitsFor: current?.runnerName ? `the runner ${current.runnerName}` : null, since: current?.startedAt ?? run.startedAt, whoseMove: current?.runnerName ?? 'the server', whatFreesIt: `${title} ends, or the run is cancelled.` };
    case 'waiting':
      return { state: `It waits at "${title}".`, since: run.waitingSince, ...explainWait(run, title, current, parts, more) };
  }
}

type More = { runnerWait: Wait | null; blockers: string | null };
type Parts = Pick<RunDetail, 'steps' | 'gates' | 'children'>;
export type Wait = Pick<WhyView, 'waitsFor' | 'whoseMove' | 'whatFreesIt'>;

function explainWait(run: RunSummary, title: string, current: StepView | undefined, { steps, gates, children }: Parts, { runnerWait, blockers }: More): Wait {
  switch (run.waitingOn) {
    case 'gate':
      return explainGate(gates.findLast((gate) => gate.status === 'open'), title);
    case 'runner':
      return runnerWait ?? { waitsFor: 'a runner', whoseMove: 'a runner', whatFreesIt: 'A runner takes it up within seconds.' };
    case 'time':
      return { waitsFor: 'a time', whoseMove: 'the clock', whatFreesIt: 'It goes on by itself.' };
    case 'retry':
      return { waitsFor: `the next attempt, after: ${current?.error?.message ?? 'a failure'}`, whoseMove: 'the clock', whatFreesIt: 'It is tried again by itself.' };
    case 'tickets':
      return { waitsFor: blockers === null ? 'nothing any more: the tickets that it waited for are done' : `${blockers} to be done`, whoseMove: blockers === null ? 'the server' : 'whoever works on them', whatFreesIt: 'It begins by itself when they are done, or are no blockers any more.' };
    case 'signal':
      return { waitsFor: 'a signal from outside', whoseMove: 'whoever sends the signal', whatFreesIt: 'The signal arrives, or its time-out passes.' };
    case 'child':
      return askedBy(children) ?? { waitsFor: 'another run that it started', whoseMove: 'that run', whatFreesIt: 'That run ends.' };
    case 'map': {
      const open = steps.filter((step) => step.parentStepId === current?.id && isOpen(step)).length;
      const items = `${open} items of ${title}`;
      const asked = askedBy(children);
      if (asked) return { ...asked, waitsFor: `${items}, and these for ${asked.waitsFor}` };
      return runnerWait ? { ...runnerWait, waitsFor: `${items}, and these for ${runnerWait.waitsFor}` } : { waitsFor: items, whoseMove: 'the server and the runners', whatFreesIt: 'The items end.' };
    }
    case 'effect':
      return { waitsFor: 'somebody who looks whether an outside change happened: nobody could tell', whoseMove: 'a person', whatFreesIt: 'Say on the run page whether it happened.' };
    default:
      return { waitsFor: null, whoseMove: 'the server', whatFreesIt: null };
  }
}

/** The decisions that runs which it started wait for; null when they wait for none. */
function askedBy(children: RunSummary[]): Wait | null {
  const asking = children.filter((child) => child.status === 'waiting' && child.waitingOn === 'gate').map((child) => child.id);
  if (asking.length === 0) return null;
  return { waitsFor: `a decision about ${asking.length === 1 ? 'run' : 'the runs'} ${asking.join(', ')}`, whoseMove: 'a person', whatFreesIt: `Approve or reject ${asking.length === 1 ? 'it' : 'them'}.` };
}

function explainGate(gate: GateView | undefined, title: string): Wait {
  const policy = gate?.policy ?? { approvals: 1, roles: [] };
  const who = policy.roles.length > 0 ? `somebody who is ${policy.roles.join(' or ')}` : 'a person';
  return {
    waitsFor: `a decision: ${gate?.question ?? title} (${gate?.approvals.length ?? 0} of ${policy.approvals} approvals)`,
    whoseMove: who,
    whatFreesIt: `Approve or reject it; it expires ${gate?.expiresAt ?? 'later'}.`,
  };
}

function isOpen(step: StepView): boolean {
  return ['running', 'waiting', 'queued'].includes(step.status);
}
