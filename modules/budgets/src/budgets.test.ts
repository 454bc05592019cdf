import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { ProblemError } from '@lime/kernel';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import { chargeUsage, listBudgets, releaseBudget, reserveBudget, setBudget } from './index.ts';

let database: TestDatabase;
let tenantId: bigint;
let projectId: bigint;
let lastRun = 0n;
beforeAll(async () => {
  database = await createTestDatabase();
  tenantId = await database.addTenant();
});
afterAll(() => database.drop());
beforeEach(async () => {
  const [project]: { id: bigint }[] = await database.db.tenant(tenantId, (tx) => tx.sql`INSERT INTO projects (tenant_id, key, name) VALUES (${tenantId}, ${`P${lastRun}`}, 'P') RETURNING id`);
  projectId = project?.id ?? 0n;
});

const actor = { userId: null, name: 'test' };
const limit = (period: 'daily' | 'weekly' | 'monthly', limitCents: number, softLimitCents: number | null = null) => database.db.tenant(tenantId, (tx) => setBudget(tx, actor, projectId, { period, limitCents, softLimitCents }));
/** Reserves for a new run; returns the run, or the refusal. */
async function reserve(amount: number): Promise<{ runId: bigint; warnings: string[] } | ProblemError['problem']> {
  const runId = ++lastRun;
  return database.db.tenant(tenantId, (tx) => reserveBudget(tx, { runId, projectId, amountCents: BigInt(amount) })).then((warnings) => ({ runId, warnings }), (error: unknown) => {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  });
}
const reserved = async (amount: number): Promise<bigint> => {
  const outcome = await reserve(amount);
  if (!('runId' in outcome)) throw new Error(outcome.code);
  return outcome.runId;
};
const charge = (runId: bigint, cents: number) => database.db.tenant(tenantId, async (tx) => chargeUsage(tx, { runId, payerRunId: runId, stepId: null, projectId, costMicros: BigInt(Math.round(cents * 10_000)) }));
const release = (runId: bigint) => database.db.tenant(tenantId, (tx) => releaseBudget(tx, runId));
const numbers = async () => (await database.db.tenant(tenantId, (tx) => listBudgets(tx, projectId))).map((budget) => [budget.period, budget.spentCents, budget.reservedCents, budget.limitCents]);

test('what is reserved is held, what is charged is taken off it, what is left is given back', async () => {
  await limit('monthly', 1000);
  const run = await reserved(300);
  expect(await numbers()).toEqual([['monthly', 0, 300, 1000]]);
  await charge(run, 100);
  expect(await numbers()).toEqual([['monthly', 100, 200, 1000]]);
  await release(run);
  await release(run);
  expect(await numbers()).toEqual([['monthly', 100, 0, 1000]]);
});

test('fractions of a cent add up, and are shown rounded up, the sum exact', async () => {
  await limit('monthly', 1000);
  const run = await reserved(300);
  await charge(run, 0.25);
  expect(await numbers()).toEqual([['monthly', 1, 299, 1000]]);
  for (let time = 0; time < 3; time += 1) await charge(run, 0.25);
  expect(await numbers()).toEqual([['monthly', 1, 299, 1000]]);
  await charge(run, 0.0001);
  expect(await numbers()).toEqual([['monthly', 2, 298, 1000]]);
  await release(run);
  expect(await reserve(999)).toMatchObject({ details: { leftCents: 998, spentCents: 2 } });
  expect(await reserve(998)).toHaveProperty('runId');
});

test('what does not fit is refused with the numbers, and holds nothing', async () => {
  await limit('monthly', 1000);
  await charge(await reserved(700), 250);
  const refused = await reserve(400);
  expect(refused).toMatchObject({ status: 402, code: 'budget_exceeded', details: { period: 'monthly', askedCents: 400, limitCents: 1000, spentCents: 250, reservedCents: 450, leftCents: 300 } });
  expect('detail' in refused && refused.detail).toContain('$3.00 left');
  expect(await numbers()).toEqual([['monthly', 250, 450, 1000]]);
  expect(await reserve(300)).toHaveProperty('runId');
});

test('starts at the same moment cannot overspend together', async () => {
  await limit('monthly', 1000);
  const outcomes = await Promise.all(Array.from({ length: 12 }, () => reserve(300)));
  expect(outcomes.filter((outcome) => 'runId' in outcome)).toHaveLength(3);
  expect(await numbers()).toEqual([['monthly', 0, 900, 1000]]);
});

test('reserving, charging and releasing at the same moment leaves sums that agree', async () => {
  await limit('monthly', 2000);
  await Promise.all(Array.from({ length: 20 }, async () => {
    const outcome = await reserve(300);
    if (!('runId' in outcome)) return;
    await Promise.all([charge(outcome.runId, 5), charge(outcome.runId, 5)]);
    await release(outcome.runId);
  }));
  const [row]: { open: number; charged: bigint; used: bigint }[] = await database.db.tenant(tenantId, (tx) => tx.sql`
    SELECT count(*) FILTER (WHERE released_at IS NULL)::int AS open, sum(charged_micros)::bigint AS charged, (SELECT sum(cost_micros)::bigint FROM usage_records WHERE project_id = ${projectId}) AS used FROM budget_reservations WHERE project_id = ${projectId}`);
  expect([row?.open, row?.charged]).toEqual([0, row?.used]);
});

test('the tightest of several periods decides', async () => {
  await limit('monthly', 10_000);
  await limit('daily', 100);
  expect(await reserve(101)).toMatchObject({ details: { period: 'daily', leftCents: 100 } });
});

test('usage of an earlier period does not count', async () => {
  await limit('daily', 100);
  await charge(await reserved(100), 90);
  await database.db.tenant(tenantId, async (tx) => {
    await tx.sql`SET ROLE postgres`;
    await tx.sql`UPDATE lime.usage_records SET at = now() - interval '25 hours' WHERE project_id = ${projectId}`;
    await tx.sql`UPDATE lime.budget_reservations SET released_at = now() WHERE project_id = ${projectId}`;
    await tx.sql`SET ROLE lime_app`;
  });
  expect(await numbers()).toEqual([['daily', 0, 0, 100]]);
});

test('past the soft limit there is a warning, and no refusal', async () => {
  await limit('weekly', 1000, 500);
  expect(await reserve(500)).toMatchObject({ warnings: [] });
  expect(await reserve(1)).toMatchObject({ warnings: ['The weekly budget is past its soft limit of $5.00.'] });
});

test('a run that costs more than it reserved takes no more than that from the others', async () => {
  await limit('monthly', 1000);
  const run = await reserved(100);
  await charge(run, 150);
  expect(await numbers()).toEqual([['monthly', 150, 0, 1000]]);
});

test('a limit may be lowered below what is spent: nothing more is started, and nothing turns negative', async () => {
  await limit('monthly', 1000);
  await charge(await reserved(800), 800);
  await limit('monthly', 500);
  expect(await reserve(1)).toMatchObject({ code: 'budget_exceeded', details: { leftCents: 0 } });
});

test('past its budget a project still starts what may cost nothing', async () => {
  await limit('monthly', 1000);
  await charge(await reserved(1000), 1200);
  expect(await reserve(0)).toHaveProperty('runId');
  expect(await reserve(1)).toMatchObject({ code: 'budget_exceeded' });
});

test('without a budget everything may start', async () => {
  expect(await reserve(1_000_000)).toHaveProperty('runId');
});

test('setting a budget is audited', async () => {
  await limit('monthly', 1234);
  const rows: { payload: { limitCents: number } }[] = await database.db.tenant(tenantId, (tx) => tx.sql`SELECT payload FROM audit_log WHERE action = 'budget.set' AND payload->>'projectId' = ${String(projectId)}`);
  expect(rows.map((row) => row.payload.limitCents)).toEqual([1234]);
});
