import { BoardColumn } from '@lime/contracts';
import type { Problem } from '@lime/kernel';

const Columns = BoardColumn.array();

/** Why the board with these columns does not take a ticket in that one; null when it does. */
export function refuseColumn(columns: unknown, columnKey: string): Problem | null {
  const keys = Columns.parse(columns ?? []).map((column) => column.key);
  if (keys.includes(columnKey)) return null;
  return { status: 422, code: 'unknown_column', title: 'No such column', detail: `The board has no column "${columnKey}". It has: ${keys.join(', ')}.`, details: { fields: [{ path: 'columnKey', message: `is none of ${keys.join(', ')}` }] } };
}
