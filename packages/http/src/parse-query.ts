import { z } from 'zod';
import { refuse } from '@lime/kernel';
import { invalidQuery } from './parse-param.ts';

/** What a query string says, by its schema; what is empty counts as left out. 422 `invalid_query` with the member that is wrong. */
export function parseQuery<Schema extends z.ZodObject>(schema: Schema, query: URLSearchParams): z.output<Schema> {
  const fields: Record<string, z.core.$ZodType> = schema.shape;
  const given = Object.entries(fields).flatMap(([name, field]) => {
    const text = query.get(name);
    if (text?.includes('\0')) refuse(invalidQuery(name, 'must not hold a NUL'));
    return text === null || text === '' ? [] : [[name, fromText(field, text)]];
  });
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return refuse(invalidQuery(String(issue?.path[0] ?? 'query'), issue?.message ?? 'is not valid'));
}

/**
 * Refuses a member that the route knows nothing of, and one that is there twice: a filter that is passed over looks like
 * one that works. 422 `invalid_query` with its name. A loose schema lets others add theirs.
 */
export function refuseUnknown(schema: z.ZodObject | undefined, query: URLSearchParams): void {
  const known = Object.keys(schema?.shape ?? {});
  const loose = schema?.def.catchall instanceof z.ZodUnknown;
  for (const name of new Set(query.keys())) {
    if (!loose && !known.includes(name)) refuse(invalidQuery(name, known.length === 0 ? 'nothing can be asked for here' : `is nothing that can be asked for here; there is ${known.join(', ')}`));
    if (query.getAll(name).length > 1) refuse(invalidQuery(name, 'stands there twice'));
  }
}

/** A query string holds texts alone: numbers and truth values are read from them where the field is one. */
function fromText(field: z.core.$ZodType, text: string): unknown {
  const bare = bareField(field);
  if (bare instanceof z.ZodBoolean) return text === 'true' ? true : text === 'false' ? false : text;
  return bare instanceof z.ZodNumber ? Number(text) : text;
}

function bareField(field: z.core.$ZodType): z.core.$ZodType {
  return field instanceof z.ZodDefault || field instanceof z.ZodNullable || field instanceof z.ZodOptional ? bareField(field.unwrap()) : field;
}
