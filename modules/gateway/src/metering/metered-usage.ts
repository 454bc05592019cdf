import { inputOf, type TokenUsage } from '../catalog/cost-of.ts';
import type { Meter } from '../protocols/protocol.ts';
import { bytesPerToken } from '../tunables.ts';

/**
 * What an answer used: as its upstream told it, or, where the answer was cut before that, by what was
 * said so far and by the estimate of what was asked.
 */
export function meteredUsage(meter: Meter, estimatedInput: number): { usage: TokenUsage; estimated: boolean } {
  const { usage, complete } = meter.told();
  if (complete) return { usage, estimated: false };
  const said = Math.ceil(meter.saidCharacters() / bytesPerToken);
  const input = inputOf(usage) > 0 ? usage : { ...usage, input: estimatedInput };
  return { usage: { ...input, output: Math.max(usage.output, said) }, estimated: true };
}
