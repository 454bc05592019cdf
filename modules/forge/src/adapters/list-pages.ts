import type { ForgeRepository } from './forge-adapter.ts';
import type { Found } from './found.ts';

/** Every forge of ours gives pages of this size, so a shorter one is the last. */
export const pageSize = 100;
/** A search looks at this many of a forge's pages before it answers with what it has. */
const pagesPerSearch = 5;

/**
 * A page of a list of repositories, by the forge's own pages. Not every forge can search among what a credential sees,
 * so a search reads on until it has found something; its cursor is the page to go on with.
 */
export async function listPages({ search, cursor }: { search: string; cursor: string | null }, read: (page: number) => Promise<Found<ForgeRepository[]>>): Promise<Found<{ items: ForgeRepository[]; next: string | null }>> {
  const first = cursor !== null && /^[1-9]\d{0,5}$/.test(cursor) ? Number(cursor) : 1;
  const wanted = search.toLowerCase();
  const items: ForgeRepository[] = [];
  for (let page = first; page < first + pagesPerSearch; page += 1) {
    const found = await read(page);
    if (!found.ok) return found;
    items.push(...found.value.filter((repository) => repository.fullName.toLowerCase().includes(wanted)));
    if (found.value.length < pageSize) return { ok: true, value: { items, next: null } };
    if (items.length > 0) return { ok: true, value: { items, next: String(page + 1) } };
  }
  return { ok: true, value: { items, next: String(first + pagesPerSearch) } };
}
