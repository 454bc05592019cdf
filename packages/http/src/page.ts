import { refuse } from '@lime/kernel';
import { idQuery, intQuery, invalidQuery } from './parse-param.ts';

/** The part of a list that `?cursor&limit` asks for: what follows the row with this id. */
export type PageWanted = { cursor: bigint | null; limit: number };

export function pageQuery(query: URLSearchParams): PageWanted {
  return { cursor: idQuery(query, 'cursor'), limit: intQuery(query, 'limit', { min: 1, max: 200, otherwise: 50 }) };
}

/** A page of rows that are in the order of their ids; read one row more than `limit`, so that it knows whether there are more. */
export function toPage<Row extends { id: bigint }, Item>(rows: Row[], { limit }: Pick<PageWanted, 'limit'>, toItem: (row: Row) => Item): { items: Item[]; next: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { items: page.map(toItem), next: rows.length > limit && last ? String(last.id) : null };
}

/** A page of a list that is read whole, being short by nature, in whatever order it is; what follows the item with the cursor's id. 422 where that has gone. */
export function pageOfList<Item>(items: Item[], { cursor, limit }: PageWanted, idOf: (item: Item) => string): { items: Item[]; next: string | null } {
  const at = cursor === null ? -1 : items.findIndex((item) => idOf(item) === String(cursor));
  if (cursor !== null && at === -1) refuse(invalidQuery('cursor', 'what it names is not in the list any more: begin again without it'));
  const page = items.slice(at + 1, at + 1 + limit);
  const last = page.at(-1);
  return { items: page, next: last && at + 1 + limit < items.length ? idOf(last) : null };
}
