import type { Assignment } from '@lime/contracts';
import type { PlayedRunner } from './played-runner.ts';

/** Renews the step's lease as a runner does, until the result is called. */
export function keepLease(runner: PlayedRunner, assignment: Assignment): () => void {
  const timer = setInterval(() => void runner.heartbeat(assignment), (assignment.leaseSeconds * 1000) / 4);
  return () => clearInterval(timer);
}
