import type { Assignment } from '@lime/contracts';

/** Each attempt has a workspace of its own, so a late process can never write into its successor's. */
export function workspaceName(assignment: Pick<Assignment, 'runId' | 'stepId' | 'attempt'>): string {
  return `${assignment.runId}-${assignment.stepId}-${assignment.attempt}`;
}

/** The run that a workspace belongs to; null for a name that is not ours. */
export function runOfWorkspace(name: string): string | null {
  return /^([1-9][0-9]{0,18})-[0-9]+-[0-9]+$/.exec(name)?.[1] ?? null;
}

/** Whether a later attempt at the same step stands beside it. */
export function isSuperseded(name: string, names: readonly string[]): boolean {
  const [, step, attempt] = /^([0-9]+-[0-9]+)-([0-9]+)$/.exec(name) ?? [];
  return names.some((other) => other.startsWith(`${step}-`) && Number(other.slice(`${step}-`.length)) > Number(attempt));
}
