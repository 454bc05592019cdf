type Page<Item> = { items: Item[]; next: string | null };

/** The items of every page of a list, asked for one after the other. */
export async function readPages<Item>(read: (cursor: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await read(cursor);
    items.push(...page.items);
    cursor = page.next;
  }
  return items;
}
