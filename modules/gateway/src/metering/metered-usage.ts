import { inputOf, type TokenUsage } from '../catalog/cost-of.ts';
import type { Meter } from '../protocols/protocol.ts';
import { charactersPerToken } from '../tunables.ts';

/**
 * What an answer used: as its upstream told it, or, where the answer was cut before that, by what was
 * said so far and by the estimate of what was asked. Never more of an answer than was allowed: what an
 * upstream says beyond its maximum is not the run's to pay.
 */
export function meteredUsage(meter: Meter, estimatedInput: number, allowedOutput: number): { usage: TokenUsage; estimated: boolean } {
  const { usage, complete } = meter.told();
  if (complete) return { usage: { ...usage, output: Math.min(usage.output, allowedOutput) }, estimated: false };
  const said = Math.ceil(meter.saidCharacters() / charactersPerToken);
  const input = inputOf(usage) > 0 ? usage : { ...usage, input: estimatedInput };
  return { usage: { ...input, output: Math.min(Math.max(usage.output, said), allowedOutput) }, estimated: true };
}
