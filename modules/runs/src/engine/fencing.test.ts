import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { claimRun } from '../sql/claim-run.ts';
import { commitSteps, type StepCommit } from '../sql/commit-steps.ts';
import { finishRun } from '../sql/finish-run.ts';
import type { Lease } from '../sql/lease.ts';
import { openStep } from '../sql/open-step.ts';
import { parkRun } from '../sql/park-run.ts';
import { scheduleRetry } from '../sql/schedule-retry.ts';
import { beginInlineStep } from '../sql/begin-inline-step.ts';
import { absorbStep } from '../sql/absorb-step.ts';
import { sweepDueRuns } from '../sql/sweep.ts';
import { openTestEngine, type TestEngine } from '../testing/open-test-engine.ts';
import { advanceRun } from './advance-run.ts';

let engine: TestEngine;
let calls: { step: string; release: () => void }[] = [];
let called: () => void = () => {};
let slow = false;

/** Resolves at the next call of the tool. */
const nextCall = () => new Promise<void>((resolve) => (called = resolve));

beforeAll(async () => {
  engine = await openTestEngine({
    workers: false,
    tools: {
      'test.work': async (call) => {
        const { promise, resolve } = Promise.withResolvers<void>();
        calls.push({ step: String(call.input['step']), release: resolve });
        called();
        if (slow) await promise;
        return { kind: 'done', output: call.input['step'] ?? null };
      },
    },
  });
});
afterAll(() => engine.close());
beforeEach(() => {
  calls = [];
  slow = false;
});

const spec = (steps: number) => ({
  key: 'work', title: 'Work',
  steps: Array.from({ length: steps }, (_, index) => ({ id: `s${index}`, kind: 'tool', tool: 'test.work', with: { step: `s${index}` } })),
});
const waits = { key: 'waits', title: 'Waits', steps: [{ id: 'nap', kind: 'wait', for: { seconds: 3600 } }] };

const expireLease = (runId: bigint) => engine.in((tx) => tx.sql`UPDATE runs SET lease_expires_at = now() - interval '1 second' WHERE id = ${runId}`);
const rowOf = async (runId: bigint) => {
  const [row]: { status: string; position: number; lease_token: bigint; lease_expires_at: Date | null; wake: boolean; last_seq: bigint; steps: number; events: number }[] = await engine.in((tx) => tx.sql`
    SELECT r.*, (SELECT count(*)::int FROM run_steps s WHERE s.run_id = r.id) AS steps, (SELECT count(*)::int FROM run_events e WHERE e.run_id = r.id) AS events FROM runs r WHERE id = ${runId}`);
  if (!row) throw new Error('no run');
  return row;
};
async function claimed(runId: bigint): Promise<Lease> {
  const claim = await engine.in((tx) => claimRun(tx, runId));
  if (claim.kind !== 'held') throw new Error(claim.kind);
  return { tenantId: engine.tenantId, runId, token: claim.run.lease_token };
}
const commitOf = (lease: Lease): StepCommit => ({ run_id: String(lease.runId), token: String(lease.token), position: 0, key: 's0', title: 'S0', kind: 'tool', status: 'succeeded', attempt: 1, output: 1, started_at: new Date().toISOString(), run_output: null });

test('every write of a worker whose lease was given away is refused, and leaves no trace', async () => {
  const runId = await engine.start(spec(2));
  const stale = await claimed(runId);
  await expireLease(runId);
  const present = await claimed(runId);
  const before = await rowOf(runId);
  const step = { key: 's0', title: 'S0', kind: 'tool', position: 0 } as const;
  expect(await engine.in(async (tx) => (await commitSteps(tx, [commitOf(stale)])).size)).toBe(0);
  expect(await engine.in((tx) => openStep(tx, stale, { ...step, status: 'waiting' }))).toBeNull();
  expect(await engine.in((tx) => beginInlineStep(tx, stale, step))).toBeNull();
  expect(await engine.in((tx) => scheduleRetry(tx, stale, { ...step, attempt: 2, status: 'waiting', backoffMs: 0, error: { code: 'x', message: 'x' } }))).toBeNull();
  expect(await engine.in((tx) => absorbStep(tx, stale, 0))).toBe(false);
  expect(await engine.in((tx) => parkRun(tx, stale, 'time'))).toBe('lost');
  expect(await engine.in((tx) => finishRun(tx, stale, { status: 'failed', output: null, error: null }))).toBeNull();
  expect(await rowOf(runId)).toEqual(before);
  expect(await engine.in(async (tx) => (await commitSteps(tx, [commitOf(present)])).size)).toBe(1);
});

test('a result is committed once, however often its commit is sent', async () => {
  const runId = await engine.start(spec(2));
  const lease = await claimed(runId);
  const sent = await Promise.all(Array.from({ length: 5 }, () => engine.in((tx) => commitSteps(tx, [commitOf(lease)]))));
  expect(sent.filter((moved) => moved.size > 0)).toHaveLength(1);
  expect(await rowOf(runId)).toMatchObject({ position: 1, steps: 1, events: 2 });
});

test('two workers that advance one run at once: one holds it, each step is called and committed once', async () => {
  const runId = await engine.start(spec(5));
  await Promise.all(Array.from({ length: 6 }, () => advanceRun(engine.ctx, engine.tenantId, runId)));
  expect(calls.map((call) => call.step)).toEqual(['s0', 's1', 's2', 's3', 's4']);
  expect(await rowOf(runId)).toMatchObject({ status: 'succeeded', position: 5, steps: 5, lease_expires_at: null });
});

test('a worker that was too slow: the other one finishes the run, its own late result changes nothing', async () => {
  slow = true;
  const runId = await engine.start(spec(2));
  const first = nextCall();
  const late = advanceRun(engine.ctx, engine.tenantId, runId);
  await first;
  await expireLease(runId);
  slow = false;
  await advanceRun(engine.ctx, engine.tenantId, runId);
  const done = await rowOf(runId);
  expect(done).toMatchObject({ status: 'succeeded', position: 2, steps: 2 });
  calls[0]?.release();
  await late;
  expect(await rowOf(runId)).toEqual(done);
  expect(calls.map((call) => call.step)).toEqual(['s0', 's0', 's1']);
});

test('what happens while a worker holds the run is seen before it parks', async () => {
  const runId = await engine.start(waits);
  const lease = await claimed(runId);
  await engine.in((tx) => tx.sql`UPDATE runs SET wake = true WHERE id = ${runId}`);
  expect(await engine.in((tx) => parkRun(tx, lease, 'time'))).toBe('woken');
  expect(await rowOf(runId)).toMatchObject({ wake: false });
  expect(await engine.in((tx) => parkRun(tx, lease, 'time'))).toBe('parked');
  expect(await rowOf(runId)).toMatchObject({ status: 'waiting', lease_expires_at: null });
});

test('a wake-up that comes between the claim and the reading of the steps is not lost', async () => {
  const runId = await engine.start(waits);
  await advanceRun(engine.ctx, engine.tenantId, runId);
  const rounds = Array.from({ length: 30 }, (_, index) => index);
  // Whoever wakes it and whoever advances it race; the last advance must always see the last wake-up.
  for (const _ of rounds) {
    await Promise.all([
      advanceRun(engine.ctx, engine.tenantId, runId),
      engine.in((tx) => tx.sql`UPDATE runs SET wake = true WHERE id = ${runId}`).then(() => advanceRun(engine.ctx, engine.tenantId, runId)),
    ]);
    expect(await rowOf(runId)).toMatchObject({ wake: false, status: 'waiting' });
  }
});

test('the sweeper finds a run whose worker died, and a second sweep at the same moment does not hand out its alarm twice', async () => {
  const died = await engine.start(spec(1));
  await claimed(died);
  await expireLease(died);
  const parked = await engine.start(waits);
  await advanceRun(engine.ctx, engine.tenantId, parked);
  await engine.in((tx) => tx.sql`UPDATE run_steps SET due_at = now() - interval '1 second' WHERE run_id = ${parked}`);
  const sweep = async () => (await engine.database.db.engine((tx) => sweepDueRuns(tx, 100))).map((due) => due.run_id);
  const found = await Promise.all([sweep(), sweep()]);
  expect(found.flat()).toContain(died);
  expect(found.flat().filter((id) => id === parked)).toHaveLength(1);
  await advanceRun(engine.ctx, engine.tenantId, died);
  expect(await rowOf(died)).toMatchObject({ status: 'succeeded' });
});
