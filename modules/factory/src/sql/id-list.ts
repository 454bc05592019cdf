/**
 * Ids as an array of Postgres, to be compared as `id = ANY(${idList(ids)}::text::bigint[])`. Texts that Postgres would
 * have to turn into ids row by row could fail, so that row-level security keeps them from the index: it reads every row.
 */
export function idList(ids: readonly (bigint | string)[]): string {
  return `{${ids.map((id) => BigInt(id)).join(',')}}`;
}
