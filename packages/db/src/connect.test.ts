import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts';
import { sqlState } from './sqlstate.ts';

let database: TestDatabase;
let tenants: bigint[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  tenants = [await database.addTenant(), await database.addTenant()];
});
afterAll(() => database.drop());

const users = (tenantId: bigint) => database.db.read(tenantId, async (tx) => (await tx.sql`SELECT email FROM users ORDER BY id`).map((row: { email: string }) => row.email));
const addUser = (tenantId: bigint, email: string) => database.db.tenant(tenantId, (tx) => tx.sql`INSERT INTO users (tenant_id, email) VALUES (${tenantId}, ${email})`);

test('reads of several tenants at the same moment see their own rows alone', async () => {
  const [a = 0n, b = 0n] = tenants;
  await Promise.all([addUser(a, 'a@example.org'), addUser(b, 'b@example.org')]);
  const seen = await Promise.all(Array.from({ length: 200 }, (_, index) => users(index % 2 === 0 ? a : b)));
  expect(new Set(seen.map((emails) => emails.join()))).toEqual(new Set(['a@example.org', 'b@example.org']));
  expect(seen.every((emails, index) => emails[0] === (index % 2 === 0 ? 'a@example.org' : 'b@example.org'))).toBe(true);
});

test('a read whose neighbour fails reads again alone; the neighbour gets its own error', async () => {
  const [a = 0n] = tenants;
  const failing = database.db.read(a, (tx) => tx.sql`SELECT 1 / 0`).then(() => 'no error', sqlState);
  const others = Array.from({ length: 20 }, () => users(a));
  expect(await failing).toBe('22012');
  expect(await Promise.all(others)).toEqual(others.map(() => ['a@example.org']));
});

test('a read cannot write', async () => {
  const [a = 0n] = tenants;
  const refused = await database.db.read(a, (tx) => tx.sql`INSERT INTO users (tenant_id, email) VALUES (${a}, 'x')`.then(() => null)).catch(sqlState);
  expect(await users(a)).toEqual(['a@example.org']);
  expect(refused).toBe('25006');
});

test('a statement that was sent and not awaited still decides over the commit', async () => {
  const [a = 0n] = tenants;
  const failed = database.db.tenant(a, async (tx) => {
    await tx.sql`INSERT INTO users (tenant_id, email) VALUES (${a}, 'gone@example.org')`;
    tx.send(tx.sql`SELECT 1 / 0`);
  });
  expect(await failed.then(() => 'committed', sqlState)).toBe('22012');
  expect(await users(a)).toEqual(['a@example.org']);
});

test('what waits for the commit is called after it, and not at all after a rollback', async () => {
  const [a = 0n] = tenants;
  const called: string[] = [];
  await database.db.tenant(a, async (tx) => tx.afterCommit(() => called.push('committed')));
  await database.db.tenant(a, async (tx) => {
    tx.afterCommit(() => called.push('rolled back'));
    throw new Error('no');
  }).catch(() => undefined);
  expect(called).toEqual(['committed']);
});
