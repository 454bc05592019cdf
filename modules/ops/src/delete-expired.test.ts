import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import { deleteExpired } from './sql/delete-expired.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('what has served its time goes, what has not stays', async () => {
  const tenantId = await database.addTenant();
  await database.db.tenant(tenantId, async (tx) => {
    await tx.sql`INSERT INTO users (id, tenant_id, email) VALUES (7, ${tenantId}, 'a@example.org')`;
    await tx.sql`INSERT INTO webhooks (id, tenant_id, provider, name, target_path, public_id, secret_enc) VALUES (7, ${tenantId}, 'github', 'w', '/', 'p', 'sealed')`;
    for (const [hash, age] of [['old', 40], ['new', 0]] as const) {
      await tx.sql`INSERT INTO sign_in_links (tenant_id, user_id, token_hash, expires_at) VALUES (${tenantId}, 7, ${Buffer.from(hash)}, now() - make_interval(days => ${age}))`;
      await tx.sql`INSERT INTO sessions (tenant_id, user_id, kind, token_hash, expires_at) VALUES (${tenantId}, 7, 'cli', ${Buffer.from(hash)}, now() - make_interval(days => ${age}))`;
      await tx.sql`INSERT INTO idempotency_keys (tenant_id, user_id, key, request_hash, status, body, created_at) VALUES (${tenantId}, 7, ${hash}, '', 200, '{}'::jsonb, now() - make_interval(days => ${age}))`;
      await tx.sql`INSERT INTO webhook_events (tenant_id, webhook_id, delivery_id, event, headers, body, bytes, received_at) VALUES (${tenantId}, 7, ${hash}, 'ping', '{}'::jsonb, '', 0, now() - make_interval(days => ${age}))`;
    }
  });
  expect(await database.db.engine(deleteExpired)).toBe(4);
  expect(await database.db.engine(deleteExpired)).toBe(0);
});
