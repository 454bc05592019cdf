import { AgentOutput, type CheckResult, type StepView } from '@lime/contracts';

/** What the run's last finished agent step left behind, if it has come to that. */
export function workOutput(steps: readonly StepView[]): AgentOutput | null {
  for (const step of steps.toReversed()) {
    const parsed = AgentOutput.safeParse(step.output);
    if (parsed.success) return parsed.data;
  }
  return null;
}

/** The checks before and after the work; null when there were none. */
export function checksOf(steps: readonly StepView[]): { before: CheckResult[]; after: CheckResult[] } | null {
  const checks = workOutput(steps)?.checks;
  return checks === undefined || checks.before.length + checks.after.length === 0 ? null : checks;
}
