import type { Logger } from '@lime/kernel';

/** Work of this process: so much of it at once, the rest waits its turn in memory. */
export type Slots = {
  /** Whether more work would begin at once. */
  hasRoom(): boolean;
  take(work: () => Promise<void>): void;
};

/** Work that goes on for so long waits for something outside (a deployment for its machine), and makes room for other work. Milliseconds. */
const longMs = 1000;
/** But no more than so much work has made room: more of it holds its slot until some has ended. */
const mostLong = 1000;

/** What fails is logged: whoever takes work must have seen to it that it is tried again. */
export function openSlots(atOnce: number, logger: Logger): Slots {
  const waiting: (() => Promise<void>)[] = [];
  /** What holds a slot, in the order in which it began, and when that was. */
  const holding = new Map<object, number>();
  let long = 0;
  let look: ReturnType<typeof setTimeout> | undefined;
  const begin = (work: () => Promise<void>): void => {
    const held = {};
    holding.set(held, performance.now());
    work()
      .catch((err: unknown) => logger.warn({ err }, 'work could not be done; it will be tried again'))
      .finally(() => {
        if (!holding.delete(held)) long -= 1;
        next();
      });
  };
  /** Takes their slots from those that have had them for long; looked for only while something waits. */
  const makeRoom = (): void => {
    look = undefined;
    for (const [held, since] of holding) {
      if (performance.now() - since < longMs || long >= mostLong) break;
      holding.delete(held);
      long += 1;
    }
    next();
  };
  const next = (): void => {
    while (holding.size < atOnce) {
      const work = waiting.shift();
      if (!work) return;
      begin(work);
    }
    if (waiting.length > 0) look ??= setTimeout(makeRoom, longMs / 4);
  };
  return {
    hasRoom: () => holding.size + waiting.length < atOnce,
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
