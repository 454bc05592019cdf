import { afterAll, beforeAll, expect, test } from 'bun:test';
import { SQL } from 'bun';
import { createLogger } from '@lime/kernel';
import { type JobData, openQueue, type Queue } from './queue.ts';
import { createTestDatabase, type TestDatabase } from './testing/index.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const names = ['t.take', 't.backlog', 't.fail', 't.once', 't.later'];
let database: TestDatabase;
let queue: Queue;
let owner: SQL;
let tenantId: bigint;
beforeAll(async () => {
  database = await createTestDatabase(names);
  queue = await openQueue({ url: database.url, logger });
  owner = new SQL({ url: database.url, max: 1 });
  tenantId = await database.addTenant();
}, 30_000);
afterAll(async () => {
  await queue.stop();
  await owner.close();
  await database.drop();
});

const data = (n: number): JobData => ({ tenantId: String(tenantId), n: String(n) });
const countOf = async (name: string): Promise<number> => {
  const rows: { count: number }[] = await owner`SELECT count(*)::int AS count FROM pgboss.job WHERE name = ${name}`;
  return rows[0]?.count ?? -1;
};
/** Looks until it holds: the queue tells nobody when a job has failed. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await Bun.sleep(50);
}

test('a job exists exactly when its transaction has committed, and is worked once', async () => {
  const worked: string[] = [];
  const { promise: done, resolve } = Promise.withResolvers<void>();
  await queue.work([{ name: 't.take', concurrency: 8, handle: async (job) => void (worked.push(job['n'] ?? '') === 20 && resolve()) }]);
  await database.db.tenant(tenantId, async (tx) => {
    await queue.send(tx, 't.take', [data(99)]);
    throw new Error('rolled back');
  }).catch(() => undefined);
  await Promise.all(Array.from({ length: 20 }, (_, n) => database.db.tenant(tenantId, (tx) => queue.send(tx, 't.take', [data(n)]))));
  await done;
  expect(worked.map(Number).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n));
});

test('a backlog is worked off at once, however few of its jobs may be worked together', async () => {
  await database.db.tenant(tenantId, (tx) => queue.send(tx, 't.backlog', Array.from({ length: 24 }, (_, n) => data(n))));
  const { promise: done, resolve } = Promise.withResolvers<void>();
  let worked = 0;
  // One job with each poll, every two seconds, would take longer than a test may.
  await queue.work([{ name: 't.backlog', concurrency: 2, handle: async () => void (++worked === 24 && resolve()) }]);
  await done;
});

test('a job that keeps failing is tried six times in all, and then kept among the dead letters with its ids', async () => {
  let tries = 0;
  await queue.work([{ name: 't.fail', concurrency: 1, handle: async () => {
    tries += 1;
    throw new Error('no');
  } }]);
  await database.db.tenant(tenantId, (tx) => queue.send(tx, 't.fail', [data(7)]));
  await until(async () => {
    // The pauses between tries are pg-boss's own; here they are over at once.
    await owner`UPDATE pgboss.job SET start_after = now() WHERE name = 't.fail' AND state = 'retry'`;
    return (await countOf('t.fail.dead')) === 1;
  });
  const rows: { data: JobData }[] = await owner`SELECT data FROM pgboss.job WHERE name = 't.fail.dead'`;
  expect([tries, rows[0]?.data['n']]).toEqual([6, '7']);
}, 60_000);

test('what is to be done once within a time is enqueued once', async () => {
  for (let time = 0; time < 3; time += 1) await database.db.tenant(tenantId, (tx) => queue.send(tx, 't.once', [data(1)], { onceInSeconds: 60 }));
  expect(await countOf('t.once')).toBe(1);
});

test('what is to be done later is not done before', async () => {
  const worked: number[] = [];
  await queue.work([{ name: 't.later', concurrency: 1, handle: async () => void worked.push(Date.now()) }]);
  const sent = Date.now();
  await database.db.tenant(tenantId, (tx) => queue.send(tx, 't.later', [data(1)], { startAfter: 1 }));
  await until(async () => worked.length === 1);
  expect((worked[0] ?? 0) - sent).toBeGreaterThanOrEqual(900);
}, 20_000);
