import type { PlannedTable } from './seed-schema.ts';
import type { Table } from './read-tables.ts';

/** What is untrue of a planned table, in sentences: something that stands nowhere, or elsewhere than is said, or is excused without need. */
export function compareWithPlan(planned: PlannedTable, tables: readonly Table[]): string[] {
  const table = tables.find(({ name }) => name === planned.table);
  if (!table) return [`${planned.name}: there is no table ${planned.table}`];
  const { name, uniques = [], indexes = [], elsewhere = {} } = planned;
  const here = (column: string) => [column, column.replace(/_json$/, '')].find((candidate) => table.columns.some((one) => one.name === candidate)) ?? null;
  const ours = (list: string) => ['tenant_id', ...list.split(', ')].map((column) => nameIn(planned, column) ?? here(column) ?? column);
  const keys = keysOf(table);
  const found = new Map<string, boolean>([
    ...planned.columns.split(' ').map((column) => [column, here(column) !== null] as const),
    ...uniques.map((list) => [`unique (${list})`, keys.some(({ unique, columns }) => unique && same(columns, ours(list)))] as const),
    ...indexes.map((list) => [`index (${list})`, keys.some(({ columns }) => same(columns.slice(0, ours(list).length), ours(list)))] as const),
  ]);
  return [
    ...[...found].filter(([what, is]) => !is && !(what in elsewhere)).map(([what]) => `${name}: ${what} is nowhere`),
    ...Object.entries(elsewhere).flatMap(([what, { at }]) => {
      if (!found.has(what)) return [`${name}: ${what} is excused, and was not planned`];
      if (found.get(what)) return [`${name}: ${what} is excused, and is there`];
      return at !== undefined && !standsAt(at, tables) ? [`${name}: ${what} is said to be at ${at}, where nothing is`] : [];
    }),
  ];
}

/** What the planned column is called, where it is called otherwise in the same table. */
function nameIn({ table, elsewhere = {} }: PlannedTable, column: string): string | null {
  const [at, name] = elsewhere[column]?.at?.split('.') ?? [];
  return at === table && name !== undefined ? name : null;
}

/** Routes are held by the tests of the API. */
function standsAt(at: string, tables: readonly Table[]): boolean {
  if (at.startsWith('GET /')) return true;
  const [name, column] = at.split('.');
  return tables.some((table) => table.name === name && table.columns.some((one) => one.name === column));
}

/** Keys and indexes with their columns, in order. A unique index over what is not put away counts as one over all. */
function keysOf({ keys, indexes }: Table): { unique: boolean; columns: string[] }[] {
  const made = keys.filter(({ kind }) => kind === 'primary' || kind === 'unique').map(({ definition }) => ({ unique: true, columns: columnsIn(definition) }));
  const others = indexes.map((definition) => ({ unique: definition.startsWith('UNIQUE') && !/ WHERE (?!\(archived_at IS NULL\))/.test(definition), columns: columnsIn(definition) }));
  return [...made, ...others];
}

function columnsIn(definition: string): string[] {
  return (/\((.*?)\)(?: WHERE| WITH|$)/.exec(definition)?.[1] ?? '').split(', ').map((column) => column.replace(/ DESC$/, ''));
}

function same(one: string[], other: string[]): boolean {
  return one.join() === other.join();
}
