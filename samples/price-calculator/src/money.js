/** Whole cents of a decimal amount: 2.5 is 250. */
export function toCents(amount) {
  return Math.floor(amount * 100);
}

/** 1335 is '€13.35'. */
export function formatCents(cents) {
  const sign = cents < 0 ? '-' : '';
  const [euros, rest] = [Math.trunc(Math.abs(cents) / 100), Math.abs(cents) % 100];
  return `${sign}€${euros}.${String(rest).padStart(2, '0')}`;
}
