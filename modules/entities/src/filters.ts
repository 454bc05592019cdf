import { z } from 'zod';
import { type Entity, PageQuery } from '@lime/contracts';
import { parseQuery } from '@lime/http';
import type { ColumnValues } from './sql/entity-rows.ts';
import { columnOf } from './to-view.ts';

/** What a list is narrowed by, checked as the entity's own fields are. */
function filterQuery(entity: Entity): z.ZodObject {
  return z.object(Object.fromEntries(entity.filters.map((name) => [name, z.optional(withoutDefault(entity.fields[name] ?? z.never()))])));
}

const Archived = z.object({ archived: z.enum(['true', 'false']).optional() });

/** What a list understands: `?cursor&limit`, what the entity can be narrowed by, and `?archived=true` where it is put away. */
export function listQuery(entity: Entity): z.ZodObject {
  return filterQuery(entity).extend({ ...PageQuery.shape, ...(entity.archives && Archived.shape) });
}

/** Whether those are asked for that were put away; null where there are none. 422 `invalid_query`. */
export function readArchived(entity: Entity, query: URLSearchParams): boolean | null {
  return entity.archives ? parseQuery(Archived, query).archived === 'true' : null;
}

/** 422 `invalid_query`. */
export function readFilters(entity: Entity, query: URLSearchParams): ColumnValues {
  return Object.fromEntries(Object.entries(parseQuery(filterQuery(entity), query)).map(([name, value]) => [columnOf(name), value]));
}

function withoutDefault(field: z.core.$ZodType): z.core.$ZodType {
  return field instanceof z.ZodDefault ? field.unwrap() : field;
}
