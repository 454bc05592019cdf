import type { Logger } from '@lime/kernel';

/** Work of this process: so much of it at once, the rest waits its turn in memory. */
export type Slots = {
  /** Whether more work would begin at once. */
  hasRoom(): boolean;
  take(work: () => Promise<void>): void;
};

/** What fails is logged: whoever takes work must have seen to it that it is tried again. */
export function openSlots(atOnce: number, logger: Logger): Slots {
  const waiting: (() => Promise<void>)[] = [];
  let active = 0;
  const next = (): void => {
    while (active < atOnce) {
      const work = waiting.shift();
      if (!work) return;
      active += 1;
      work()
        .catch((err: unknown) => logger.warn({ err }, 'work could not be done; it will be tried again'))
        .finally(() => {
          active -= 1;
          next();
        });
    }
  };
  return {
    hasRoom: () => active + waiting.length < atOnce,
    take: (work) => {
      waiting.push(work);
      next();
    },
  };
}

/**
 * Resolves once `claim` has answered, and rejects when it failed; what it claimed is then done in
 * the same slot, without being waited for. A job ends there: from its claim on, work is kept by its
 * lease, and work that takes long must not keep the next jobs from being fetched.
 */
export function handOver(slots: Slots, claim: () => Promise<(() => Promise<void>) | null>): Promise<void> {
  return new Promise((resolve, reject) => {
    slots.take(async () => {
      const work = await claim().then((claimed) => {
        resolve();
        return claimed;
      }, (error: unknown) => {
        reject(error);
        return null;
      });
      await work?.();
    });
  });
}
