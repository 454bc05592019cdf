import type { GatewayClaim } from '@lime/runs';
import { tokenKnownMs } from '../tunables.ts';

/**
 * Tokens that were good a moment ago. Their requests' bodies are read at once; whether they still hold
 * is asked when the call is opened. One that no longer does is forgotten there, and has had one body read.
 */
export type KnownTokens = { has(claim: GatewayClaim): boolean; add(claim: GatewayClaim): void; forget(claim: GatewayClaim): void };

export function createKnownTokens(): KnownTokens {
  /** Until when, by hash; the oldest first. */
  const known = new Map<string, number>();
  const keyOf = ({ hash }: GatewayClaim) => Buffer.from(hash).toString('hex');
  return {
    has: (claim) => (known.get(keyOf(claim)) ?? 0) > performance.now(),
    add: (claim) => {
      const now = performance.now();
      for (const [key, until] of known) {
        if (until > now) break;
        known.delete(key);
      }
      known.delete(keyOf(claim));
      known.set(keyOf(claim), now + tokenKnownMs);
    },
    forget: (claim) => known.delete(keyOf(claim)),
  };
}
