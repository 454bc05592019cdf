import type { StepView, WhyView } from '@lime/contracts';

/** What a run that was asked to end, and has not ended yet, still does. */
export function explainStop(askedAt: Date, steps: StepView[]): WhyView {
  const since = askedAt.toISOString();
  const runners = [...new Set(steps.flatMap((step) => (step.kind === 'agent' && step.status === 'running' && step.runnerName !== null ? [step.runnerName] : [])))];
  const [first] = runners;
  if (first === undefined) return { state: 'Stopping.', waitsFor: null, since, whoseMove: 'the server', whatFreesIt: 'It ends by itself within seconds.' };
  const whose = runners.length === 1 ? `the runner ${first}` : `${runners.length} runners`;
  const state = runners.length === 1 ? 'Stopping: its runner hands in what it has.' : 'Stopping: its runners hand in what they have.';
  return { state, waitsFor: whose, since, whoseMove: whose, whatFreesIt: 'It ends by itself within seconds.' };
}
