import { afterAll, beforeAll, expect, test } from 'bun:test';
import { connect } from './connect.ts';
import { isDatabaseAway, sqlState, uniqueViolation } from './sqlstate.ts';
import { createTestDatabase, type TestDatabase } from './testing/index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const endOwnConnection = (): Promise<unknown> =>
  database.db.engine(async (tx) => {
    await tx.sql`SET ROLE postgres`;
    await tx.sql`SELECT pg_terminate_backend(pg_backend_pid())`;
  });
const errorOf = (work: Promise<unknown>): Promise<unknown> => work.then(() => null, (error: unknown) => error);

test('a connection that the server ends, and a server that is not there, mean that the database is away', async () => {
  const ended = await errorOf(endOwnConnection());
  expect([sqlState(ended), isDatabaseAway(ended)]).toEqual(['57P01', true]);
  const nowhere = connect({ url: 'postgres://nobody@127.0.0.1:1/none' });
  const refused = await errorOf(nowhere.engine((tx) => tx.sql`SELECT 1`));
  expect(isDatabaseAway(refused)).toBe(true);
  await nowhere.close();
});

test('after a lost connection the next transaction gets another one', async () => {
  await errorOf(endOwnConnection());
  const rows: { x: number }[] = await database.db.engine((tx) => tx.sql`SELECT 1 AS x`);
  expect(rows[0]?.x).toBe(1);
});

test('a wrong statement and a violated constraint are not absences', async () => {
  const wrong = await errorOf(database.db.engine((tx) => tx.sql`SELECT nonsense`));
  expect([sqlState(wrong), isDatabaseAway(wrong)]).toEqual(['42703', false]);
  const insert = () => database.db.engine((tx) => tx.sql`INSERT INTO tenants (name, slug) VALUES ('T', 'twice')`);
  await insert();
  const twice = await errorOf(insert());
  expect([uniqueViolation(twice), isDatabaseAway(twice)]).toEqual(['tenants_slug_key', false]);
  expect(isDatabaseAway(new Error('connection'))).toBe(false);
});
