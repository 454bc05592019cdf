import type { BudgetRow } from './sql/read-budgets.ts';

/** `the monthly budget`, `The daily budget for claude in review mode`. */
export function nameOf({ period, provider, mode }: Pick<BudgetRow, 'period' | 'provider' | 'mode'>, the: 'the' | 'The'): string {
  return `${the} ${period} budget${provider === 'any' ? '' : ` for ${provider}`}${mode === 'any' ? '' : ` in ${mode} mode`}`;
}

export function dollars(cents: bigint | number): string {
  return `$${(Number(cents) / 100).toFixed(2)}`;
}
