import { type Price, ratesFor } from './price.ts';

/** What one answer used. The four kinds of input do not overlap. */
export type TokenUsage = { input: number; cacheRead: number; cacheWrite5m: number; cacheWrite1h: number; output: number };

export const noTokens: TokenUsage = { input: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0 };

/** All input tokens, from wherever they were read. */
export function inputOf(usage: TokenUsage): number {
  return usage.input + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h;
}

/** What the usage costs at this price, in micros, rounded up. */
export function costOf(price: Omit<Price, 'contextTokens'>, usage: TokenUsage): bigint {
  const rates = ratesFor(price, inputOf(usage));
  const cost = usage.input * rates.input + usage.cacheRead * rates.cacheRead + usage.cacheWrite5m * rates.cacheWrite5m + usage.cacheWrite1h * rates.cacheWrite1h + usage.output * rates.output;
  // Rates such as 0.1 have no exact binary form: without this, their sum would be a micro too high.
  return BigInt(Math.ceil(cost - 1e-6));
}
