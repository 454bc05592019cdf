import { z } from 'zod';
import { usualContextTokens } from '../tunables.ts';

const rate = z.number().nonnegative();

const rates = { input: rate, output: rate, cacheRead: rate.optional(), cacheWrite5m: rate.optional(), cacheWrite1h: rate.optional() };

/** US dollars per million tokens, which is micros per token. What is left out costs what input costs. `contextTokens`: how much the model can read. */
export const PriceInput = z.strictObject({ ...rates, contextTokens: z.int().positive().optional(), over: z.strictObject({ inputTokens: z.int().positive(), ...rates }).optional() });

export type Rates = { input: number; output: number; cacheRead: number; cacheWrite5m: number; cacheWrite1h: number };
/** `over`: what holds instead for a request with more input tokens than that, cached ones counted. */
export type Price = Rates & { contextTokens: number; over: (Rates & { inputTokens: number }) | null };

/** A price with everything that was left out. */
export function fullPrice(given: z.output<typeof PriceInput>): Price {
  return { ...fullRates(given), contextTokens: given.contextTokens ?? usualContextTokens, over: given.over ? { ...fullRates(given.over), inputTokens: given.over.inputTokens } : null };
}

function fullRates({ input, output, cacheRead, cacheWrite5m, cacheWrite1h }: Omit<z.output<typeof PriceInput>, 'over' | 'contextTokens'>): Rates {
  return { input, output, cacheRead: cacheRead ?? input, cacheWrite5m: cacheWrite5m ?? input, cacheWrite1h: cacheWrite1h ?? cacheWrite5m ?? input };
}

/** The rates for a request with so many input tokens. */
export function ratesFor(price: Omit<Price, 'contextTokens'>, inputTokens: number): Rates {
  return price.over !== null && inputTokens > price.over.inputTokens ? price.over : price;
}
