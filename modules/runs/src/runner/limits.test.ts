import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Assignment } from '@lime/contracts';
import { actAsRunner, agentStep } from '../testing/act-as-runner.ts';
import { openTestEngine, type TestEngine } from '../testing/open-test-engine.ts';
import { listLimits, setLimit as setLimitOf } from './concurrency-limits.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await openTestEngine();
});
afterAll(() => engine.close());

const over = (detail: { run: { status: string } }) => ['succeeded', 'failed', 'cancelled'].includes(detail.run.status);
const fan = (limit: number) => ({ key: 'fan', title: 'Fan', steps: [{ id: 'fan', kind: 'map', over: '$input.items', limit, step: { id: 'work', ...agentStep } }] });
const single = { key: 'single', title: 'Single', steps: [{ id: 'work', ...agentStep }] };
const list = (length: number) => ({ items: Array.from({ length }, (_, index) => index) });

/** Steps in flight now, as the rows say. */
async function inFlight(runId?: bigint): Promise<number> {
  const [row]: { count: number }[] = await engine.in((tx) => tx.sql`SELECT count(*)::int AS count FROM run_steps WHERE kind = 'agent' AND status = 'running' AND (${runId ?? null}::bigint IS NULL OR run_id = ${runId ?? null})`);
  return row?.count ?? 0;
}

const setLimit = (scope: string, max: number | null) => engine.in((tx) => setLimitOf(engine.ctx, tx, { userId: engine.userId, name: 'Ada' }, { scope, max }));

/**
 * Claims by `claimers` at once until nothing is left to do, each holding on to what it got for as
 * long as it gets more. Returns the most that were ever in flight, and how many were done.
 */
async function hammer(claimers: number, isOver: () => Promise<boolean>, runId?: bigint): Promise<{ most: number; done: number }> {
  let [most, done] = [0, 0];
  const hammerer = async () => {
    const runner = await actAsRunner(engine);
    const held: Assignment[] = [];
    for (;;) {
      const step = await runner.claim();
      most = Math.max(most, await inFlight(runId));
      if (step) {
        held.push(step);
        continue;
      }
      const finished = held.shift();
      if (finished) await runner.finish(finished).then(() => (done += 1));
      else if (await isOver()) return;
    }
  };
  await Promise.all(Array.from({ length: claimers }, hammerer));
  return { most, done };
}

const isOverIn = (runIds: bigint[]) => async () => {
  const [row]: { open: number }[] = await engine.in((tx) => tx.sql`SELECT count(*)::int AS open FROM runs WHERE ended_at IS NULL AND id IN (SELECT value::bigint FROM jsonb_array_elements_text(${runIds.map(String)}::jsonb))`);
  return row?.open === 0;
};

test('a map of 100 agent items with a limit of 4 never has more than 4 in flight, whoever claims', async () => {
  const runId = await engine.start(fan(4), list(100));
  await engine.reaches(runId, (detail) => detail.run.waitingOn === 'map');
  const { most, done } = await hammer(8, isOverIn([runId]), runId);
  expect([most, done]).toEqual([4, 100]);
  const detail = await engine.reaches(runId, over);
  expect(detail.run.status).toBe('succeeded');
  expect(detail.steps.filter((step) => step.itemIndex !== null && step.attempt !== 1)).toEqual([]);
}, 60_000);

test.each([['tenant', 3], ['provider:recipe', 2]])('the limit of the %s holds over all its runs', async (scope, max) => {
  await setLimit(scope, max);
  const runIds = await Promise.all([engine.start(fan(10), list(12)), engine.start(fan(10), list(12)), engine.start(single), engine.start(single)]);
  const { most, done } = await hammer(6, isOverIn(runIds));
  expect([most, done]).toEqual([max, 26]);
  await setLimit(scope, null);
}, 60_000);

test('a limit that was taken away holds nothing back any more, and that of the tenant is the default again', async () => {
  await setLimit('provider:recipe', 1);
  await setLimit('tenant', 1);
  const runIds = await Promise.all([engine.start(single), engine.start(single)]);
  for (const runId of runIds) await engine.reaches(runId, (detail) => detail.run.waitingOn === 'runner');
  const runner = await actAsRunner(engine);
  const first = await runner.claim();
  expect(await runner.claim()).toBeNull();
  await setLimit('provider:recipe', null);
  await setLimit('tenant', null);
  expect(await engine.in((tx) => listLimits(tx))).toEqual([{ scope: 'tenant', max: 50 }]);
  const second = await runner.claim();
  for (const step of [first, second]) expect(step && (await runner.finish(step))).toEqual({ kind: 'finished' });
});

test('a runner gets no more than its capacity', async () => {
  const runner = await actAsRunner(engine, { capacity: 2 });
  const runIds = await Promise.all([engine.start(single), engine.start(single), engine.start(single)]);
  for (const runId of runIds) await engine.reaches(runId, (detail) => detail.run.waitingOn === 'runner');
  const claims = await Promise.all(Array.from({ length: 5 }, () => runner.claim()));
  const got = claims.filter((claim): claim is Assignment => claim !== null);
  expect(got).toHaveLength(2);
  if (got[0]) await runner.finish(got[0]);
  const third = await runner.claim();
  for (const step of [got[1], third]) if (step) await runner.finish(step);
  for (const runId of runIds) expect((await engine.reaches(runId, over)).run.status).toBe('succeeded');
});

test('a runner is given a step only when it has all the labels that the step asks for; steps behind it do not wait', async () => {
  const labelled = { key: 'labelled', title: 'Labelled', steps: [{ id: 'work', ...agentStep, with: { ...agentStep.with, labels: ['gpu', 'eu'] } }] };
  const first = await engine.start(labelled);
  await engine.reaches(first, (detail) => detail.run.waitingOn === 'runner');
  const second = await engine.start(single);
  await engine.reaches(second, (detail) => detail.run.waitingOn === 'runner');
  const [lacking, able] = [await actAsRunner(engine, { labels: ['gpu'] }), await actAsRunner(engine, { labels: ['eu', 'fast', 'gpu'] })];
  const plain = await lacking.claim();
  expect([plain?.runId, await lacking.claim()]).toEqual([String(second), null]);
  const wanted = await able.claim();
  expect(wanted?.runId).toBe(String(first));
  if (plain) await lacking.finish(plain);
  if (wanted) await able.finish(wanted);
});

test('one step is never given to two runners', async () => {
  const runners = await Promise.all(Array.from({ length: 6 }, () => actAsRunner(engine)));
  const runId = await engine.start(single);
  await engine.reaches(runId, (detail) => detail.run.waitingOn === 'runner');
  const claims = await Promise.all(runners.map((runner) => runner.claim()));
  expect(claims.filter(Boolean)).toHaveLength(1);
  for (const [index, claim] of claims.entries()) if (claim) await runners[index]?.finish(claim);
});

test('the steps of a cancelled run are not given out', async () => {
  const runner = await actAsRunner(engine);
  const runId = await engine.start(single);
  await engine.reaches(runId, (detail) => detail.run.waitingOn === 'runner');
  await engine.in((tx) => tx.sql`UPDATE runs SET cancel_requested_at = now() WHERE id = ${runId}`);
  expect(await runner.claim()).toBeNull();
});
