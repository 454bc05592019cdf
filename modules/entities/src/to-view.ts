import type { Entity } from '@lime/contracts';
import type { ColumnValues, EntityRow } from './sql/entity-rows.ts';

/** `scopeId` is kept in the column `scope_id`. */
export function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export function toColumns(fields: Record<string, unknown>): ColumnValues {
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [columnOf(field), value]));
}

/** A row as it goes over the wire: what the entity shows, and nothing else that the table may hold. */
export function toView(entity: Pick<Entity, 'view'>, row: EntityRow): Record<string, unknown> {
  return Object.fromEntries(Object.keys(entity.view.shape).map((field) => [field, onTheWire(field, row[columnOf(field)])]));
}

/** Ids are texts, for JSON has no bigint; amounts are numbers. */
function onTheWire(field: string, value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'bigint') return value;
  return /^id$|Id$|By$/.test(field) ? String(value) : Number(value);
}
