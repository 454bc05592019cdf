/** A micro is a millionth of a dollar: what one answer of a model costs is fractions of a cent. */
export const microsPerCent = 10_000n;

/** Micros as the cents that people see, rounded up: nothing that costs something is shown as free. */
export function centsOf(micros: bigint): number {
  return Number((micros + microsPerCent - 1n) / microsPerCent);
}
