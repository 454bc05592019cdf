import type { Json, WorkflowStep } from '@lime/contracts';
import type { RunClaim } from '../sql/claim-run.ts';
import type { Lease } from '../sql/lease.ts';
import type { RunRow, StepRow } from '../model.ts';
import type { Scope } from './resolve-references.ts';

/** A run that this worker holds, with what it needs to decide the next move. */
export type HeldRun = {
  lease: Lease;
  run: RunRow;
  position: number;
  steps: Map<string, StepRow>;
  outputs: Map<string, Json>;
  /** The database's time when the steps were read: deadlines are compared with it alone. */
  now: Date;
  /** Aborted when the run is asked to end while this worker is in the middle of a tool. */
  cancelled: AbortController;
};

export function holdRun(tenantId: bigint, claim: Extract<RunClaim, { kind: 'held' }>): HeldRun {
  const held: HeldRun = {
    lease: { tenantId, runId: claim.run.id, token: claim.run.lease_token },
    run: claim.run,
    position: claim.run.position,
    steps: new Map(),
    outputs: new Map(),
    now: claim.now,
    cancelled: new AbortController(),
  };
  takeSteps(held, claim.steps);
  return held;
}

/** Takes in the steps as they are in the database now. */
export function takeSteps(held: HeldRun, steps: StepRow[]): void {
  held.steps = new Map(steps.map((step) => [step.key, step]));
  for (const step of steps) if (step.status === 'succeeded') held.outputs.set(step.key, step.output);
}

/** Whether a deadline has passed, by the database's clock. */
export function isPast(held: HeldRun, deadline: Date | null): boolean {
  return deadline !== null && deadline.getTime() <= held.now.getTime();
}

export function scopeOf(held: HeldRun): Scope {
  return { input: held.run.input, outputs: held.outputs };
}

/** What people read: the step's title, or its id made readable. */
export function titleOf(step: Pick<WorkflowStep, 'id' | 'title'>): string {
  return step.title ?? step.id.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase());
}
