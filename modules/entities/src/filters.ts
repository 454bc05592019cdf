import { z } from 'zod';
import type { Entity } from '@lime/contracts';
import { refuse } from '@lime/kernel';
import { invalidQuery } from '@lime/http';
import type { ColumnValues } from './sql/entity-rows.ts';
import { columnOf } from './to-view.ts';

/** What a list is narrowed by, checked as the entity's own fields are. 422 `invalid_query`. */
export function readFilters(entity: Entity, query: URLSearchParams): ColumnValues {
  return Object.fromEntries(entity.filters.flatMap((name) => {
    const text = query.get(name);
    if (text === null || text === '') return [];
    const parsed = z.safeParse(entity.fields[name] ?? z.never(), valueOf(entity.fields[name], text));
    return parsed.success ? [[columnOf(name), parsed.data]] : refuse(invalidQuery(name, parsed.error.issues[0]?.message ?? 'is not valid'));
  }));
}

/** A query string holds texts alone. */
function valueOf(field: z.core.$ZodType | undefined, text: string): unknown {
  const bare = bareField(field);
  if (bare instanceof z.ZodBoolean) return text === 'true' ? true : text === 'false' ? false : text;
  return bare instanceof z.ZodNumber ? Number(text) : text;
}

function bareField(field: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  return field instanceof z.ZodDefault || field instanceof z.ZodNullable || field instanceof z.ZodOptional ? bareField(field.unwrap()) : field;
}
