import type { Meter } from '../protocols/protocol.ts';
import { answerAllowance, mostBytesPerToken } from '../tunables.ts';

/**
 * Whether an answer is longer than the tokens that it was allowed, and held for: by the usage that its upstream has
 * told so far or, long before any is told, by what it has said. Of that the fewest tokens are taken that it can be,
 * so that no upstream is cut that keeps to its maximum.
 */
export function passesMaximum(meter: Meter, allowed: number): boolean {
  const { usage, complete } = meter.told();
  const said = complete ? 0 : meter.saidCharacters() / mostBytesPerToken;
  return Math.max(usage.output, said) > allowed * (1 + answerAllowance.share) + answerAllowance.tokens;
}
