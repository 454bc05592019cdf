import { AgentOutput, type StepView } from '@lime/contracts';

/** What the run's last finished agent step left behind, if it has come to that. */
export function workOutput(steps: readonly StepView[]): AgentOutput | null {
  for (const step of steps.toReversed()) {
    const parsed = AgentOutput.safeParse(step.output);
    if (parsed.success) return parsed.data;
  }
  return null;
}
