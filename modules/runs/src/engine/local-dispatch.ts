import type { RunRow } from '../model.ts';
import { handOver, type Slots } from './slots.ts';

/** Moves runs in this process at once, without the way through the queue. */
export type LocalDispatch = {
  /** Whether another run would be moved at once. */
  hasRoom(): boolean;
  /** Claims the run and moves it. */
  advance(tenantId: bigint, runId: bigint): void;
  /** Moves a run that was inserted under this process's lease. */
  drive(tenantId: bigint, run: RunRow): void;
  /** Claims the run, for a job that ends with the claim, and moves it. */
  takeUp(tenantId: bigint, runId: bigint): Promise<void>;
};

type Moves = {
  /** What moves the run, once it is claimed; null when there is nothing to move. */
  claim(tenantId: bigint, runId: bigint): Promise<(() => Promise<void>) | null>;
  drive(tenantId: bigint, run: RunRow): Promise<void>;
};

/**
 * A run that this process has just given a reason to move is moved by it right after the commit;
 * the queue and the sweeper are there in case the process dies in between. Durable like the queue,
 * without its latency and most of its cost.
 */
export function localDispatch(moves: Moves, slots: Slots): LocalDispatch {
  return {
    hasRoom: slots.hasRoom,
    advance: (tenantId, runId) => slots.take(async () => (await moves.claim(tenantId, runId))?.()),
    drive: (tenantId, run) => slots.take(() => moves.drive(tenantId, run)),
    takeUp: (tenantId, runId) => handOver(slots, () => moves.claim(tenantId, runId)),
  };
}
