import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { ProblemError } from '@lime/kernel';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import { chargeUsage, raiseAlerts, releaseBudget, reserveBudget } from './index.ts';
import { readStands, setBudget } from './testing/index.ts';

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
  const [project]: { id: bigint }[] = await database.db.tenant(tenantId, (tx) => tx.sql`INSERT INTO projects (tenant_id, key, name) VALUES (${tenantId}, ${`P${crypto.randomUUID().slice(0, 8)}`}, 'P') RETURNING id`);
  projectId = project?.id ?? 0n;
});

const limit = (period: 'daily' | 'weekly' | 'monthly', limitCents: number, softLimitCents: number | null = null) => database.db.tenant(tenantId, (tx) => setBudget(tx, projectId, { period, limitCents, softLimitCents }));
/** Reserves for a new run; returns the run, or the refusal. */
async function reserve(amount: number, kind: { provider: string | null; mode: string | null } = { provider: 'claude', mode: 'implement' }): Promise<{ runId: bigint; warnings: string[] } | ProblemError['problem']> {
  const runId = ++lastRun;
  return database.db.tenant(tenantId, (tx) => reserveBudget(tx, { runId, projectId, amountCents: BigInt(amount), ...kind })).then((warnings) => ({ runId, warnings }), (error: unknown) => {
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
const numbers = async () => (await database.db.tenant(tenantId, (tx) => readStands(tx, projectId))).map((budget) => [budget.period, budget.spentCents, budget.reservedCents, budget.limitCents]);

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

test('a budget for one provider or mode counts and refuses such runs alone', async () => {
  await database.db.tenant(tenantId, (tx) => tx.sql`INSERT INTO project_budgets (tenant_id, project_id, period, limit_cents, provider, mode) VALUES (${tenantId}, ${projectId}, 'daily', 100, 'claude', 'any'), (${tenantId}, ${projectId}, 'daily', 50, 'any', 'review')`);
  const plan = { provider: 'claude', mode: 'plan' };
  const held = await reserve(80, plan);
  if (!('runId' in held)) throw new Error(held.code);
  await charge(held.runId, 30);
  expect(await reserve(21, plan)).toMatchObject({ detail: expect.stringContaining('the daily budget for claude of $1.00 has $0.20 left') });
  expect(await reserve(51, { provider: 'codex', mode: 'review' })).toMatchObject({ details: { mode: 'review', leftCents: 50 } });
  expect(await reserve(1000, { provider: 'codex', mode: 'plan' })).toHaveProperty('runId');
  expect((await numbers()).map(([, spent, heldCents]) => [spent, heldCents])).toEqual([[0, 0], [30, 50]]);
});

test('without a hard stop a budget warns, and stops nothing', async () => {
  await limit('monthly', 100);
  await database.db.tenant(tenantId, (tx) => tx.sql`UPDATE project_budgets SET enforce_hard_stop = false WHERE project_id = ${projectId}`);
  const held = await reserve(150);
  expect(held).toMatchObject({ warnings: ['The monthly budget may go past its limit of $1.00 with this run. It stops nothing.'] });
  if ('runId' in held) await charge(held.runId, 150);
  expect(await raise()).toEqual([]);
});

const raise = () => database.db.tenant(tenantId, (tx) => raiseAlerts(tx, projectId));
const alerts = async () => {
  const rows: { percent: number; spent_cents: bigint }[] = await database.db.tenant(tenantId, (tx) => tx.sql`SELECT a.percent, a.spent_cents FROM budget_alerts a JOIN project_budgets b ON b.id = a.budget_id WHERE b.project_id = ${projectId} ORDER BY a.id`);
  return rows.map((row) => [row.percent, Number(row.spent_cents)]);
};

test('80, 95 and 100 percent are each told once, also when several are reached at once', async () => {
  await limit('weekly', 1000);
  const run = await reserved(1000);
  await charge(run, 799);
  await raise();
  expect(await alerts()).toEqual([]);
  await charge(run, 1);
  await Promise.all([raise(), raise(), raise()]);
  expect(await alerts()).toEqual([[80, 800]]);
  await charge(run, 200);
  expect(await raise()).toEqual([{ provider: 'any', mode: 'any', why: 'The weekly budget of $10.00 is spent ($10.00).' }]);
  expect(await raise()).toHaveLength(1);
  expect(await alerts()).toEqual([[80, 800], [95, 1000], [100, 1000]]);
});

test('a limit that is changed is told of anew, and one that comes back is not', async () => {
  await limit('weekly', 1000);
  const run = await reserved(1000);
  await charge(run, 1000);
  await raise();
  const change = (cents: number) => database.db.tenant(tenantId, (tx) => tx.sql`UPDATE project_budgets SET limit_cents = ${cents} WHERE project_id = ${projectId}`);
  await change(1200);
  await raise();
  await raise();
  await change(1000);
  await raise();
  expect(await alerts()).toEqual([[80, 1000], [95, 1000], [100, 1000], [80, 1000]]);
});

test('a day begins where the organisation is', async () => {
  await limit('daily', 100);
  for (const zone of ['Pacific/Kiritimati', 'America/New_York', 'UTC']) {
    const [row]: { start: Date }[] = await database.db.tenant(tenantId, async (tx) => {
      await tx.sql`UPDATE tenants SET time_zone = ${zone}`;
      return await tx.sql`SELECT date_trunc('day', now(), ${zone}) AS start`;
    });
    const [budget] = await database.db.tenant(tenantId, (tx) => readStands(tx, projectId));
    expect(budget?.periodStart).toBe(row?.start.toISOString() ?? '');
  }
});
