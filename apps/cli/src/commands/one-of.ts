import type { z } from 'zod';
import { usageError } from '../cli-error.ts';

/** The value when it is one of those allowed. Throws a usage error that lists them. */
export function oneOf<T extends z.ZodEnum>(name: string, allowed: T, value: string): z.infer<T> {
  const parsed = allowed.safeParse(value);
  if (parsed.success) return parsed.data;
  throw usageError(`${name} ${value} is not known`, `It may be: ${allowed.options.join(', ')}`);
}
