import type { Assignment } from '@lime/contracts';

/** The seconds that a step may take in all: what the workflow allows, and what the work asks for. */
export function stepSeconds({ timeoutSeconds, work }: Assignment): number {
  return Math.min(timeoutSeconds, work.limits.timeoutSeconds);
}
