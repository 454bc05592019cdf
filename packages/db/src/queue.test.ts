import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createLogger } from '@lime/kernel';
import { type Queue, openQueue } from './queue.ts';
import { sqlState } from './sqlstate.ts';
import { createTestDatabase, type TestDatabase } from './testing/index.ts';

let database: TestDatabase;
let queue: Queue;
beforeAll(async () => {
  database = await createTestDatabase(['things']);
  queue = await openQueue({ url: database.url, logger: createLogger({ name: 'test', level: 'silent' }) });
});
afterAll(async () => {
  await queue.stop();
  await database.drop();
});

test('a job exists when the transaction that sent it has committed', async () => {
  const handled: string[] = [];
  const { promise: last, resolve } = Promise.withResolvers<void>();
  await queue.work([{ name: 'things', concurrency: 1, handle: async (data) => {
    handled.push(data['thing'] ?? '');
    if (data['thing'] === 'last') resolve();
  } }]);
  const rolledBack = database.db.tenant(1n, async (tx) => {
    await queue.send(tx, 'things', [{ tenantId: '1', thing: 'rolled back' }]);
    throw new Error('on purpose');
  });
  expect(await rolledBack.catch((error: unknown) => String(error))).toContain('on purpose');
  await database.db.tenant(1n, (tx) => queue.send(tx, 'things', [{ tenantId: '1', thing: 'kept' }]));
  await database.db.engine((tx) => queue.send(tx, 'things', [{ tenantId: '1', thing: 'last' }], { onceInSeconds: 3 }));
  await last;
  expect(handled.toSorted()).toEqual(['kept', 'last']);
});

test("the application's roles can enqueue, and neither read nor change the jobs of others", async () => {
  const statements = ['SELECT data FROM pgboss.job', 'SELECT data FROM pgboss.job_common', 'UPDATE pgboss.job SET data = NULL', 'DELETE FROM pgboss.job', 'SELECT * FROM pgboss.schedule', "INSERT INTO pgboss.schedule (name, cron) VALUES ('things', '* * * * *')", 'UPDATE pgboss.queue SET dead_letter = NULL'];
  for (const statement of statements) {
    const refusals = await Promise.all([database.db.tenant(1n, (tx) => tx.sql.unsafe(statement)), database.db.engine((tx) => tx.sql.unsafe(statement))].map((work) => work.then(() => 'done', sqlState)));
    expect([statement, ...refusals]).toEqual([statement, '42501', '42501']);
  }
});

test('a queue that was not made is not worked: who starts is told so', async () => {
  const work = queue.work([{ name: 'things', concurrency: 1, handle: async () => {} }, { name: 'never-made', concurrency: 1, handle: async () => {} }]);
  expect(await work.catch(String)).toContain('these queues were not made: never-made');
});
