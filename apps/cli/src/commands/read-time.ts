import { usageError } from '../cli-error.ts';

/** A day or time as the API takes it. Throws a usage error. */
export function readTime(option: string, text: string): string {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw usageError(`${option} ${text} is not a day or time`, 'Write it as 2026-01-31 or 2026-01-31T09:00Z');
  return time.toISOString();
}
