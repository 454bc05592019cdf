import type { Logger } from '@lime/kernel';

/** Advances runs in this process at once, without the way through the queue. */
export type LocalDispatch = (tenantId: bigint, runId: bigint) => void;

/** Runs that this process advances at once by itself; the others wait their turn in memory. */
const atOnce = 64;

/**
 * A run that this process has just given a reason to move is advanced by it right after the
 * commit. The queue's job for it comes a little later and finds nothing left to do, unless this
 * process has died in between: durable like the queue, without its latency and most of its cost.
 */
export function localDispatch(advance: (tenantId: bigint, runId: bigint) => Promise<void>, logger: Logger): LocalDispatch {
  const waiting: { tenantId: bigint; runId: bigint }[] = [];
  let active = 0;
  const next = (): void => {
    while (active < atOnce) {
      const run = waiting.shift();
      if (!run) return;
      active += 1;
      advance(run.tenantId, run.runId)
        .catch((err: unknown) => logger.warn({ err, runId: String(run.runId) }, 'a run could not be advanced; its job will try again'))
        .finally(() => {
          active -= 1;
          next();
        });
    }
  };
  return (tenantId, runId) => {
    waiting.push({ tenantId, runId });
    next();
  };
}
