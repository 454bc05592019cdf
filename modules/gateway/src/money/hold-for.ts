import { costOf, noTokens } from '../catalog/cost-of.ts';
import { type Price, ratesFor } from '../catalog/price.ts';
import type { Ask } from '../protocols/protocol.ts';
import { usualAnswerTokens } from '../tunables.ts';

/** What a call may cost, before it goes out. Micros. */
export type Hold = { mostMicros: bigint; leastMicros: bigint; mostOutput: number; estimatedInput: number; answerFor(heldMicros: bigint): number };

/**
 * The most that a call may cost: all that is asked read at the dearest of the rates that may apply
 * (writing to the model's cache costs more than reading), and the longest answer that it allows.
 */
export function holdFor(price: Price, ask: Ask, estimatedInput: number, text: string): Hold {
  const rates = ratesFor(price, estimatedInput);
  const caches = text.includes('"cache_control"');
  const dearest = Math.max(rates.input, caches ? rates.cacheWrite5m : 0, caches && text.includes('"1h"') ? rates.cacheWrite1h : 0);
  const flat = { ...rates, input: dearest, over: null };
  const mostOutput = Math.min(ask.maxOutput ?? usualAnswerTokens, price.contextTokens);
  const withOutput = (output: number) => costOf(flat, { ...noTokens, input: estimatedInput, output });
  return {
    mostMicros: withOutput(mostOutput),
    leastMicros: withOutput(Math.min(ask.leastOutput, mostOutput)),
    mostOutput,
    estimatedInput,
    answerFor: (held) => (rates.output === 0 ? mostOutput : Math.min(mostOutput, Math.floor(Number(held - withOutput(0)) / rates.output))),
  };
}
