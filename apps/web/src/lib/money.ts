const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });

/** Integer US cents as dollars: `1234` → `$12.34`. */
export function money(cents: number): string {
  return dollars.format(cents / 100);
}

const small = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', minimumFractionDigits: 2, maximumFractionDigits: 4 });

/** Millionths of a dollar as dollars, with the parts of a cent: `12_300` → `$0.0123`. */
export function smallMoney(micros: number): string {
  return small.format(micros / 1_000_000);
}

const rate = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 4, trailingZeroDisplay: 'stripIfInteger' });

/** What a model's million tokens cost: `$2 in, $10 out`. */
export function priceWords({ inputPrice, outputPrice }: { inputPrice: number; outputPrice: number }): string {
  return inputPrice === 0 && outputPrice === 0 ? 'costs nothing' : `${rate.format(inputPrice)} in, ${rate.format(outputPrice)} out`;
}

/** What a person typed as dollars, in cents; null for nothing, undefined for what is no amount. */
export function centsOf(typed: string): number | null | undefined {
  const text = typed.trim().replace(/^\$/, '');
  if (text === '') return null;
  if (!/^\d{1,7}(\.\d{1,2})?$/.test(text)) return undefined;
  return Math.round(Number(text) * 100);
}
