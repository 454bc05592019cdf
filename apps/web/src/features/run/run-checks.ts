import { AgentOutput, type StepView } from '@lime/contracts';

export type RunChecks = Pick<AgentOutput['checks'], 'before' | 'after'>;

/** The checks that the run's work step reports, if it has come to that and had any. */
export function runChecks(steps: readonly StepView[]): RunChecks | null {
  for (const step of steps.toReversed()) {
    const parsed = AgentOutput.safeParse(step.output);
    if (parsed.success && parsed.data.checks.before.length + parsed.data.checks.after.length > 0) return parsed.data.checks;
  }
  return null;
}
