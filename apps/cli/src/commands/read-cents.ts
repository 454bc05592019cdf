import { usageError } from '../cli-error.ts';

/** An amount of money as it is written on the command line. Throws a usage error. */
export function readCents(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw usageError(`${name} ${text} is not a whole number of cents`);
  return Number(text);
}
