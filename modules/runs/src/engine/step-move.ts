import type { Failure, Json } from '@lime/contracts';

/** What came of looking at a run's current step. */
export type StepMove =
  /** The step has a result and the run's position has moved past it; `woken`: something was asked of the run meanwhile. */
  | { kind: 'moved'; key: string; output: Json; woken: boolean }
  /** The run was let go of: something else has the next move. */
  | { kind: 'parked' }
  /** The lease is gone: another worker has the run. Write nothing more. */
  | { kind: 'lost' }
  /** Something happened meanwhile: read the steps again. */
  | { kind: 'look_again' }
  | { kind: 'end'; status: 'failed' | 'cancelled'; error: Failure | null };

/** The move that a park's answer means. */
export function afterParking(parked: 'parked' | 'woken' | 'lost'): StepMove {
  return parked === 'woken' ? { kind: 'look_again' } : { kind: parked };
}
