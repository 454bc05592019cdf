import type { z } from 'zod';
import { refuse } from '@lime/kernel';
import { invalidQuery } from '@lime/http';

/** The members of a query string that the schema knows; an empty one is as one that is left out. 422 `invalid_query`. */
export function readQuery<Schema extends z.ZodObject>(schema: Schema, query: URLSearchParams): z.output<Schema> {
  const given = Object.keys(schema.shape).flatMap((name) => {
    const value = query.get(name);
    return value === null || value === '' ? [] : [[name, value]];
  });
  const parsed = schema.safeParse(Object.fromEntries(given));
  const [issue] = parsed.error?.issues ?? [];
  return parsed.data ?? refuse(invalidQuery(String(issue?.path[0] ?? 'query'), issue?.message ?? 'is not valid'));
}
