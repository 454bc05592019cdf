import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import type { Principal } from '@lime/http';
import { createLogger, newToken, hashToken } from '@lime/kernel';
import { createTenant, openLastUse, openSession } from './index.ts';
import { authenticate } from './queries/authenticate.ts';

let database: TestDatabase;
let tenantId: bigint;
let userId: bigint;
beforeAll(async () => {
  database = await createTestDatabase();
  ({ tenantId, userId } = await createTenant(database.db, { name: 'T', slug: 't', admin: { email: 'ada@example.org', name: 'Ada' } }));
});
afterAll(() => database.drop());

async function bySession(): Promise<Principal> {
  const { sessionToken } = await database.db.tenant(tenantId, (tx) => openSession(tx, userId, 'browser'));
  return (await authenticate(database.db, sessionToken)) ?? Promise.reject(new Error('no session'));
}
async function byKey(): Promise<Principal> {
  const key = newToken('key');
  await database.db.tenant(tenantId, (tx) => tx.sql`INSERT INTO api_keys (tenant_id, user_id, name, prefix, key_hash, scopes) VALUES (${tenantId}, ${userId}, 'k', ${key.slice(0, 17)}, ${hashToken(key)}, '["read"]')`);
  return (await authenticate(database.db, key)) ?? Promise.reject(new Error('no key'));
}
/** When each session and key was last used; null for never. */
const uses = (): Promise<{ at: string | null }[]> => database.db.tenant(tenantId, (tx) => tx.sql`SELECT last_seen_at::text AS at FROM sessions UNION ALL SELECT last_used_at::text FROM api_keys`);

test('each use is noted, once a minute, all that come together in one go; what is not used is not', async () => {
  let now = 0;
  const lastUse = openLastUse(database.db, createLogger({ name: 'test', level: 'silent' }), () => now);
  const [session, key] = [await bySession(), await byKey(), await bySession()];
  for (let time = 0; time < 100; time += 1) for (const person of [session, key]) lastUse.note(person);
  await lastUse.stop();
  const first = await uses();
  expect(first.filter(({ at }) => at !== null)).toHaveLength(2);
  now += 59_999;
  lastUse.note(key);
  await lastUse.stop();
  expect(await uses()).toEqual(first);
  now += 1;
  lastUse.note(key);
  await lastUse.stop();
  const second = await uses();
  expect(second.filter(({ at }) => at !== null && !first.some((use) => use.at === at))).toHaveLength(1);
});

test('nobody is kept from anything when it cannot be noted', async () => {
  const lastUse = openLastUse(database.db, createLogger({ name: 'test', level: 'silent' }));
  lastUse.note({ ...(await bySession()), tenantId: 9_223_372_036_854_775_807n });
  await lastUse.stop();
});
