import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import { usualRetention } from './retention.ts';
import { deleteExpired, deleteOldHistory } from './sql/delete-expired.ts';

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
    await tx.sql`INSERT INTO hooks (id, tenant_id, name, event_type, runtime, code) VALUES (7, ${tenantId}, 'h', 'ticket_created', 'quickjs', 'export default () => null')`;
    for (const [hash, age] of [['old', 40], ['new', 0]] as const) {
      await tx.sql`INSERT INTO sign_in_links (tenant_id, user_id, token_hash, expires_at) VALUES (${tenantId}, 7, ${Buffer.from(hash)}, now() - make_interval(days => ${age}))`;
      await tx.sql`INSERT INTO sessions (tenant_id, user_id, kind, token_hash, expires_at) VALUES (${tenantId}, 7, 'cli', ${Buffer.from(hash)}, now() - make_interval(days => ${age}))`;
      await tx.sql`INSERT INTO idempotency_keys (tenant_id, user_id, key, request_hash, status, body, created_at) VALUES (${tenantId}, 7, ${hash}, '', 200, '{}'::jsonb, now() - make_interval(days => ${age}))`;
      await tx.sql`INSERT INTO connector_sign_ins (tenant_id, user_id, state_hash, code_verifier, expires_at) VALUES (${tenantId}, 7, ${Buffer.from(hash)}, 'v', now() + interval '1 hour' - make_interval(days => ${age}))`;
      await tx.sql`INSERT INTO invitations (tenant_id, email, token_hash, invited_by, expires_at) VALUES (${tenantId}, ${`${hash}@example.org`}, ${Buffer.from(hash)}, 7, now() - make_interval(days => ${age}))`;
      await tx.sql`INSERT INTO hook_runs (tenant_id, hook_id, event_type, occurrence, context, status, outcome, ended_at) VALUES (${tenantId}, 7, 'ticket_created', ${hash}, '{}'::jsonb, 'done', 'ok', now() - make_interval(days => ${age}))`;
      await tx.sql`INSERT INTO webhook_events (tenant_id, webhook_id, delivery_id, event, headers, body, bytes, received_at) VALUES (${tenantId}, 7, ${hash}, 'ping', '{}'::jsonb, '', 0, now() - make_interval(days => ${age}))`;
    }
  });
  const both = async () => [await database.db.engine(deleteExpired), await database.db.engine((tx) => deleteOldHistory(tx, usualRetention))];
  expect(await both()).toEqual([5, 2]);
  expect(await both()).toEqual([0, 0]);
});
