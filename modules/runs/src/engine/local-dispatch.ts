import type { Logger } from '@lime/kernel';
import type { RunRow } from '../model.ts';

/** Moves runs in this process at once, without the way through the queue. */
export type LocalDispatch = {
  /** Whether another run would be moved at once. */
  hasRoom(): boolean;
  /** Claims the run and moves it. */
  advance(tenantId: bigint, runId: bigint): void;
  /** Moves a run that was inserted under this process's lease. */
  drive(tenantId: bigint, run: RunRow): void;
};

const atOnce = 64;

/**
 * A run that this process has just given a reason to move is moved by it right after the commit;
 * the queue and the sweeper are there in case the process dies in between. Durable like the queue,
 * without its latency and most of its cost.
 */
export function localDispatch(moves: { advance(tenantId: bigint, runId: bigint): Promise<void>; drive(tenantId: bigint, run: RunRow): Promise<void> }, logger: Logger): LocalDispatch {
  const waiting: (() => Promise<void>)[] = [];
  let active = 0;
  const next = (): void => {
    while (active < atOnce) {
      const work = waiting.shift();
      if (!work) return;
      active += 1;
      work()
        .catch((err: unknown) => logger.warn({ err }, 'a run could not be moved; it will be tried again'))
        .finally(() => {
          active -= 1;
          next();
        });
    }
  };
  const enqueue = (work: () => Promise<void>): void => {
    waiting.push(work);
    next();
  };
  return {
    hasRoom: () => active + waiting.length < atOnce,
    advance: (tenantId, runId) => enqueue(() => moves.advance(tenantId, runId)),
    drive: (tenantId, run) => enqueue(() => moves.drive(tenantId, run)),
  };
}
