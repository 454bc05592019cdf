import { mostAtOnceOfRefused, refusedAltogether, refusedForWebhook } from '../tunables.ts';

const minute = 60_000;
const keepAtMost = 20_000;

/** Counts requests that were refused, in the memory of this server. */
export type RefusalLimit = {
  /** Seconds to wait when the address has had its share; null when it may go on. */
  waitFor(address: string, webhook: string): number | null;
  count(address: string, webhook: string): void;
  /** Lets one more of an address that has had its share in, until the returned function is called; null when enough of it are in. */
  enter(address: string): (() => void) | null;
};

/**
 * Bounds what a flood of deliveries that do not verify can cost. Those that verify are not counted, and are taken also
 * from an address that has had its share, a few at once: others may flood from where the forge sends, too.
 */
export function openRefusalLimit(now: () => number): RefusalLimit {
  let counts = new Map<string, number>();
  let windowEnds = 0;
  const inside = new Map<string, number>();
  const turn = () => {
    if (now() < windowEnds && counts.size < keepAtMost) return;
    counts = new Map();
    windowEnds = now() + minute;
  };
  return {
    waitFor: (address, webhook) => {
      turn();
      const full = (counts.get(address) ?? 0) >= refusedAltogether || (counts.get(`${address} ${webhook}`) ?? 0) >= refusedForWebhook;
      return full ? Math.ceil((windowEnds - now()) / 1000) : null;
    },
    count: (address, webhook) => {
      turn();
      for (const key of [address, `${address} ${webhook}`]) counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    enter: (address) => {
      const there = inside.get(address) ?? 0;
      if (there >= mostAtOnceOfRefused) return null;
      inside.set(address, there + 1);
      return () => {
        const left = (inside.get(address) ?? 1) - 1;
        if (left === 0) inside.delete(address);
        else inside.set(address, left);
      };
    },
  };
}
