import { idQuery, intQuery } from './parse-param.ts';

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
