import type { GateView, RunDetail } from '@lime/contracts';

/** Whether the gate asks about the work of the agent step right before it: only that can be done again. */
export function mayRunAgain(detail: RunDetail, gate: GateView): boolean {
  const steps = detail.steps.filter((step) => step.parentStepId === null);
  const work = steps[steps.findIndex((step) => step.id === gate.stepId) - 1];
  return work?.kind === 'agent' && detail.artifacts.some((artifact) => artifact.id === gate.artifactId && artifact.stepId === work.id);
}
