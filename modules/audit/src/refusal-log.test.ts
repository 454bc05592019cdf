import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { createLogger } from '@lime/kernel';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import { openRefusalLog, platformTenantId, type Refusal } from './refusal-log.ts';

let database: TestDatabase;
let tenantId: bigint;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  tenantId = await database.addTenant();
});

const open = () => openRefusalLog(database.db, createLogger({ name: 'test', level: 'silent' }));
const refusal = (from: string, id: bigint | null = 7n): Refusal => ({ tenantId, action: 'sign_in.refuse', target: { type: 'sign_in_link', id }, payload: { by: 'link', from } });
const rows = (of = tenantId): Promise<{ target_id: bigint | null; actor: string; payload: Record<string, unknown> }[]> => database.db.tenant(of, (tx) => tx.sql`SELECT target_id, actor, payload FROM audit_log WHERE tenant_id = ${of} ORDER BY id`);

test('the first of a kind stands there, its repetitions as one row with their number', async () => {
  const log = open();
  for (let time = 0; time < 1000; time += 1) log.note(refusal('192.0.2.…'));
  await log.stop();
  expect(await rows()).toEqual([
    { target_id: 7n, actor: 'somebody unknown', payload: { by: 'link', from: '192.0.2.…' } },
    { target_id: 7n, actor: 'somebody unknown', payload: { by: 'link', from: '192.0.2.…', times: 999, withinMinutes: 60 } },
  ]);
});

test('a flood from everywhere, of everything, fills no log: what is beyond fifty kinds is counted together', async () => {
  const log = open();
  for (let time = 0; time < 5000; time += 1) log.note(refusal(`2001:db8:${time}:…`, BigInt(time)));
  await log.stop();
  const written = await rows();
  expect(written.length).toBe(52);
  expect(written.at(-1)?.payload).toMatchObject({ times: 4949, others: expect.any(String) });
});

test("one tenant's flood takes no place of another's, or of the platform's", async () => {
  const [log, mine] = [open(), tenantId];
  for (let time = 0; time < 200; time += 1) log.note(refusal(String(time)));
  tenantId = await database.addTenant();
  log.note(refusal('192.0.2.…'));
  log.note({ ...refusal('192.0.2.…'), tenantId: platformTenantId });
  await log.stop();
  expect([(await rows(mine)).length, (await rows()).length, (await rows(platformTenantId)).length]).toEqual([52, 1, 1]);
});
