import { parseJson } from '@lime/kernel';
import { usageError } from '../cli-error.ts';

/** The value of an option that is written in JSON. Throws a usage error. */
export function readJson(option: string, text: string): unknown {
  const value = parseJson(text);
  if (value === undefined) throw usageError(`${option} is not JSON`);
  return value;
}
