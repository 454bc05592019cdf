import { afterAll, beforeAll, expect, test } from 'bun:test';
import { connect, type Db } from '@lime/db';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import { ProblemError } from '@lime/kernel';
import { createWordFinder } from './find-words.ts';

let database: TestDatabase;
let greedy: bigint;
let other: bigint;
beforeAll(async () => {
  database = await createTestDatabase();
  [greedy, other] = [await database.addTenant(), await database.addTenant()];
});
afterAll(() => database.drop());

/** The database, whose searches begin when they are let, and are counted. */
function held(db: Db): { db: Pick<Db, 'aside'>; most(): number; release(): void } {
  const gate = Promise.withResolvers<void>();
  let [busy, most] = [0, 0];
  const aside: Db['aside'] = async (work) => {
    most = Math.max(most, (busy += 1));
    await gate.promise;
    return db.aside(work).finally(() => (busy -= 1));
  };
  return { db: { aside }, most: () => most, release: gate.resolve };
}

test('a search takes none of the connections by which everybody is let in', async () => {
  const db = connect({ url: database.url, max: 8 });
  const release = Promise.withResolvers<void>();
  const begun = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = begun.map(({ resolve }) => db.engine(async ({ sql }) => (await sql`SELECT 1`, resolve(), release.promise)));
  await Promise.all(begun.map(({ promise }) => promise));
  // All of them are taken now.
  let letIn = false;
  const entering = db.engine(async () => (letIn = true));
  expect(await createWordFinder()(db, greedy, 'word', null)).toEqual([]);
  expect(letIn).toBe(false);
  release.resolve();
  await Promise.all([...holding, entering]);
  await db.close();
});

test('of fifty searches of one organisation two are at work at once, while another organisation searches', async () => {
  const find = createWordFinder();
  const slow = held(database.db);
  const fifty = Array.from({ length: 50 }, () => find(slow.db, greedy, 'word', null));
  expect(await find(database.db, other, 'word', null)).toEqual([]);
  slow.release();
  expect((await Promise.all(fifty)).flat()).toEqual([]);
  expect(slow.most()).toBe(2);
});

test('who asks for more than may wait is told to come back, and what waited is done', async () => {
  const find = createWordFinder();
  const slow = held(database.db);
  const asked = Array.from({ length: 200 }, () => find(slow.db, greedy, 'word', null).catch((error: unknown) => (error instanceof ProblemError ? error.problem.code : error)));
  slow.release();
  const answers = await Promise.all(asked);
  expect([answers.filter((answer) => answer === 'searches_busy').length, answers.filter(Array.isArray).length]).toEqual([138, 62]);
  expect(await find(database.db, greedy, 'word', null)).toEqual([]);
});

test('a search that fails gives its turn to the next', async () => {
  const find = createWordFinder();
  const failing = { aside: () => Promise.reject(new Error('away')) };
  const ends = await Promise.allSettled(Array.from({ length: 5 }, () => find(failing, greedy, 'word', null)));
  expect(ends.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'rejected'));
  expect(await find(database.db, greedy, 'word', null)).toEqual([]);
});
