import { SQL } from 'bun';
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestDatabase, type TestDatabase } from '../index.ts';
import { compareWithPlan } from './compare-with-plan.ts';
import { readTables, type Table } from './read-tables.ts';
import { type PlannedTable, plannedTables } from './seed-schema.ts';

let database: TestDatabase;
let tables: Table[];
beforeAll(async () => {
  database = await createTestDatabase();
  const sql = new SQL({ url: database.url, max: 1, connection: { search_path: 'lime' } });
  tables = await readTables(sql);
  await sql.close();
});
afterAll(() => database.drop());

test.each(plannedTables.map((planned) => [planned.name, planned] as const))('every column, key and index that was planned for %s is there, or its place and reason are named', (_, planned) => {
  expect(compareWithPlan(planned, tables)).toEqual([]);
});

test.each<[string, Partial<PlannedTable>, string]>([
  ['a column that is nowhere', { columns: 'id name colour' }, 'colour is nowhere'],
  ['a key that is none', { columns: 'id', uniques: ['name'] }, 'unique (name) is nowhere'],
  ['an index that is none', { columns: 'id', indexes: ['name'] }, 'index (name) is nowhere'],
  ['an excuse that nothing needs', { columns: 'id', elsewhere: { id: { why: 'x' } } }, 'id is excused, and is there'],
  ['an excuse of what nobody planned', { columns: 'id', elsewhere: { colour: { why: 'x' } } }, 'colour is excused, and was not planned'],
  ['a place where nothing is', { columns: 'id colour', elsewhere: { colour: { at: 'labels.shade', why: 'x' } } }, 'colour is said to be at labels.shade, where nothing is'],
])('%s is found', (_, more, untrue) => {
  expect(compareWithPlan({ name: 'projects', table: 'projects', columns: 'id', ...more }, tables)).toEqual([`projects: ${untrue}`]);
});
