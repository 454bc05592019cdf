import { z } from 'zod';
import { type Entity, PageQuery } from '@lime/contracts';
import { parseQuery } from '@lime/http';
import type { ColumnValues } from './sql/entity-rows.ts';
import { columnOf } from './to-view.ts';

/** What a list is narrowed by, checked as the entity's own fields are. */
function filterQuery(entity: Entity): z.ZodObject {
  return z.object(Object.fromEntries(entity.filters.map((name) => [name, z.optional(withoutDefault(entity.fields[name] ?? z.never()))])));
}

/** What a list understands: `?cursor&limit`, and what the entity can be narrowed by. */
export function listQuery(entity: Entity): z.ZodObject {
  return filterQuery(entity).extend(PageQuery.shape);
}

/** 422 `invalid_query`. */
export function readFilters(entity: Entity, query: URLSearchParams): ColumnValues {
  return Object.fromEntries(Object.entries(parseQuery(filterQuery(entity), query)).map(([name, value]) => [columnOf(name), value]));
}

function withoutDefault(field: z.core.$ZodType): z.core.$ZodType {
  return field instanceof z.ZodDefault ? field.unwrap() : field;
}
