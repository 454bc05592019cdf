import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { commitTogether } from './commit-together.ts';
import type { TenantTx } from './connect.ts';
import { sqlState } from './sqlstate.ts';
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts';

let database: TestDatabase;
let tenants: bigint[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  tenants = [await database.addTenant(), await database.addTenant()];
});
afterAll(() => database.drop());

let batches: number[] = [];
let called: string[] = [];
beforeEach(async () => {
  [batches, called] = [[], []];
  for (const tenantId of tenants) await database.db.tenant(tenantId, (tx) => tx.sql`UPDATE users SET active = false WHERE tenant_id = ${tenantId}`);
});

/** Adds users, and says who was added; a user called `fail…` breaks a constraint at once, one called `late…` a statement that is not waited for. */
async function addUsers(tx: TenantTx, emails: string[]): Promise<string[]> {
  batches.push(emails.length);
  for (const email of emails) {
    await tx.sql`INSERT INTO users (tenant_id, email) VALUES (${email.startsWith('fail') ? 0n : tx.tenantId}, ${email})`;
    if (email.startsWith('late')) tx.send(tx.sql`SELECT 1 / 0`);
    tx.afterCommit(() => called.push(email));
  }
  return emails.map((email) => `${tx.tenantId} ${email}`);
}

const usersOf = (tenantId: bigint): Promise<string[]> => database.db.read(tenantId, async (tx) => (await tx.sql`SELECT email FROM users WHERE active ORDER BY email`).map((row: { email: string }) => row.email));

test('what comes at the same moment shares a transaction with its own tenant alone, and everybody gets the own result', async () => {
  const [a = 0n, b = 0n] = tenants;
  const add = commitTogether(database.db, addUsers);
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => add(index % 2 === 0 ? a : b, `u${index}`)));
  expect(answers).toEqual(Array.from({ length: 20 }, (_, index) => `${index % 2 === 0 ? a : b} u${index}`));
  expect([batches, (await usersOf(a)).length, (await usersOf(b)).length]).toEqual([[10, 10], 10, 10]);
});

test('what comes while a transaction is under way goes with the next one', async () => {
  const [a = 0n] = tenants;
  const { promise: letGo, resolve } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begins } = Promise.withResolvers<void>();
  const add = commitTogether(database.db, async (tx, emails: string[]) => {
    begins();
    await letGo;
    return addUsers(tx, emails);
  });
  const first = add(a, 'first');
  await begun;
  const later = ['second', 'third', 'fourth'].map((email) => add(a, email));
  resolve();
  await Promise.all([first, ...later]);
  expect(batches).toEqual([1, 3]);
});

test.each(['fail', 'late'])('one that fails (%s) leaves nothing and takes nobody with it', async (kind) => {
  const [a = 0n] = tenants;
  const add = commitTogether(database.db, addUsers);
  const emails = ['x', kind, 'y', 'z'].map((name) => `${name} ${kind}`);
  const answers = await Promise.all(emails.map((email) => add(a, email).then(() => 'done', sqlState)));
  expect(answers).toEqual(['done', kind === 'fail' ? '42501' : '22012', 'done', 'done']);
  expect([await usersOf(a), called.toSorted()]).toEqual([emails.toSorted().filter((email) => !email.startsWith(kind)), emails.toSorted().filter((email) => !email.startsWith(kind))]);
  expect(await add(a, `afterwards ${kind}`)).toBe(`${a} afterwards ${kind}`);
});

test('a commit that nobody knows the outcome of is not repeated', async () => {
  const [a = 0n] = tenants;
  let commits = 0;
  const lost = { tenant: async <T>(tenantId: bigint, work: (tx: TenantTx) => Promise<T>): Promise<T> => {
    commits += 1;
    await database.db.tenant(tenantId, work);
    throw Object.assign(new Error('Connection closed'), { code: 'ERR_POSTGRES_CONNECTION_CLOSED' });
  } };
  const add = commitTogether(lost, addUsers);
  const answers = await Promise.all(['p', 'q'].map((email) => add(a, email).then(() => 'done', (error: unknown) => String(error))));
  expect([answers, commits, await usersOf(a)]).toEqual([['Error: Connection closed', 'Error: Connection closed'], 1, ['p', 'q']]);
});
