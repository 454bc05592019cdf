import type { GatewayClaim } from '@lime/runs';
import { tokenKnownMs } from '../tunables.ts';

/** Tokens that were found good a moment ago: their requests are read before they are looked up again. */
export type KnownTokens = { add(claim: GatewayClaim): void; has(claim: GatewayClaim): boolean };

const keepAtMost = 10_000;

export function createKnownTokens(now: () => number = Date.now): KnownTokens {
  const until = new Map<string, number>();
  const keyOf = ({ hash }: GatewayClaim) => Buffer.from(hash).toString('hex');
  return {
    add: (claim) => {
      if (until.size >= keepAtMost) until.clear();
      until.set(keyOf(claim), now() + tokenKnownMs);
    },
    has: (claim) => (until.get(keyOf(claim)) ?? 0) > now(),
  };
}
