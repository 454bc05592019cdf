import { afterAll, beforeAll, expect, test } from 'bun:test';
import { ProblemError } from '@lime/kernel';
import { WorkflowSpec, type Assignment, type RunDetail } from '@lime/contracts';
import { readStands, setBudget } from '@lime/budgets/testing';
import { chargeRun } from '../commands/charge-run.ts';
import { cancelRun } from '../commands/cancel-run.ts';
import { startRun } from '../commands/start-run.ts';
import { readEvents } from '../queries/read-events.ts';
import { actAsRunner, type ActingRunner, agentStep } from '../testing/act-as-runner.ts';
import { openTestEngine, type TestEngine } from '../testing/open-test-engine.ts';

let engine: TestEngine;
let runner: ActingRunner;
let projectId: bigint;
beforeAll(async () => {
  engine = await openTestEngine({ workflows: [{ key: 'middle', title: 'Middle', steps: [{ id: 'sub', kind: 'child', workflow: 'deep', input: {} }] }, { key: 'deep', title: 'Deep', steps: [{ id: 'work', ...agentStep }] }] });
  runner = await actAsRunner(engine);
  const [project]: { id: bigint }[] = await engine.in((tx) => tx.sql`INSERT INTO projects (tenant_id, key, name) VALUES (${tx.tenantId}, 'P', 'P') RETURNING id`);
  projectId = project?.id ?? 0n;
  await engine.in((tx) => setBudget(tx, projectId, { period: 'monthly', limitCents: 1000, softLimitCents: null }));
});
afterAll(() => engine.close());

const actor = () => ({ userId: engine.userId, name: 'Ada' });
const over = (detail: RunDetail) => ['succeeded', 'failed', 'cancelled'].includes(detail.run.status);
const spec = WorkflowSpec.parse({ key: 'agent', title: 'Agent', steps: [{ id: 'work', ...agentStep }] });
const start = (maxCostCents: number) => engine.in((tx) => startRun(engine.ctx, tx, { actor: actor(), spec, title: 'Costly', input: {}, projectId, maxCostCents }));
const held = async () => (await engine.in((tx) => readStands(tx, projectId)))[0]?.reservedCents;
const spend = (step: Assignment, costCents: number) => engine.in((tx) => chargeRun(engine.ctx, tx, { runId: BigInt(step.runId), stepId: BigInt(step.stepId) },
  { model: 'm', inputTokens: 10, outputTokens: 1, cacheReadTokens: 4, cacheWriteTokens: 2, costMicros: BigInt(Math.round(costCents * 10_000)) }));

async function claimed(maxCostCents: number): Promise<Assignment> {
  const runId = await start(maxCostCents);
  await engine.reaches(runId, (detail) => detail.run.waitingOn === 'runner');
  const step = await runner.claim();
  if (!step) throw new Error('nothing to claim');
  return step;
}
/** Claims as soon as there is a step. */
async function claimable(): Promise<Assignment> {
  for (;;) {
    const step = await runner.claim();
    if (step) return step;
    await Bun.sleep(5);
  }
}
const runOf = (step: Assignment) => BigInt(step.runId);

test('usage is charged as it comes, and the rest is given back at the end', async () => {
  const step = await claimed(300);
  expect(await held()).toBe(300);
  await spend(step, 100);
  await spend(step, 20);
  expect(await held()).toBe(180);
  await runner.finish(step);
  const done = await engine.reaches(runOf(step), over);
  expect([done.run.status, done.run.costCents, await held()]).toEqual(['succeeded', 120, 0]);
});

test('a run that costs more than it may goes on, so that its runner can hand in the work so far; others lose nothing by it', async () => {
  const step = await claimed(50);
  await spend(step, 51.5);
  expect(await runner.heartbeat(step)).not.toBeNull();
  expect(await held()).toBe(0);
  await runner.finish(step, { status: 'failed', error: { code: 'cost_limit_reached', message: 'The run has cost what it may.' }, retryable: false });
  const done = await engine.reaches(runOf(step), over);
  expect([done.run.status, done.run.error?.code, done.run.costCents, await held()]).toEqual(['failed', 'cost_limit_reached', 52, 0]);
});

test('each use of a model is told in the transcript and kept with its tokens', async () => {
  const step = await claimed(50);
  await spend(step, 0.5);
  const [record]: unknown[] = await engine.in((tx) => tx.sql`SELECT model, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cost_micros FROM usage_records WHERE run_id = ${runOf(step)}`);
  expect(record).toEqual({ model: 'm', input_tokens: 10n, output_tokens: 1n, cache_read_tokens: 4n, cache_write_tokens: 2n, cost_micros: 5000n });
  const events = await engine.in((tx) => readEvents(tx, runOf(step), 0, 100));
  expect(events.map((event) => event.body).filter((body) => body.type === 'usage')).toEqual([{ type: 'usage', model: 'm', inputTokens: 10, outputTokens: 1, cachedTokens: 4, costMicros: 5000 }]);
  await runner.finish(step);
});

test('what child runs spend, however deep, is paid by the root above them, and counts as spent by its project', async () => {
  const spent = async () => (await engine.in((tx) => readStands(tx, projectId)))[0]?.spentCents ?? 0;
  const before = await spent();
  const parent = WorkflowSpec.parse({ key: 'parent', title: 'Parent', steps: [{ id: 'sub', kind: 'child', workflow: 'middle', input: {} }] });
  const root = await engine.in((tx) => startRun(engine.ctx, tx, { actor: actor(), spec: parent, title: 'Deep', input: {}, projectId, maxCostCents: 200 }));
  const child = await claimable();
  await Promise.all([spend(child, 60), spend(child, 60)]);
  expect([await held(), await spent()]).toEqual([80, before + 120]);
  await runner.finish(child);
  expect([(await engine.reaches(root, over)).run.costCents, (await engine.reaches(runOf(child), over)).run.costCents]).toEqual([120, 120]);
  expect([await held(), await spent()]).toEqual([0, before + 120]);
});

test('a failed and a cancelled run give back what they held', async () => {
  const failing = await claimed(100);
  await runner.finish(failing, { status: 'failed', error: { code: 'oops', message: 'Oops.' }, retryable: false });
  await engine.reaches(runOf(failing), over);
  expect(await held()).toBe(0);
  const cancelled = await claimed(100);
  await engine.in((tx) => cancelRun(engine.ctx, tx, actor(), runOf(cancelled)));
  await engine.reaches(runOf(cancelled), over);
  expect(await held()).toBe(0);
});

test('a start that is refused leaves nothing behind: no run, no reservation, no job, no audit row', async () => {
  const count = async (): Promise<unknown> => {
    const [row]: unknown[] = await engine.in((tx) => tx.sql`
      SELECT (SELECT count(*) FROM runs) AS runs, (SELECT count(*) FROM budget_reservations) AS reservations, (SELECT count(*) FROM audit_log) AS audits, (SELECT count(*) FROM run_events) AS events`);
    return row;
  };
  const before = await count();
  const refused = await start(5000).catch((error: unknown) => error);
  expect(refused instanceof ProblemError && refused.problem).toMatchObject({ status: 402, code: 'budget_exceeded', details: { askedCents: 5000, limitCents: 1000 } });
  expect(await count()).toEqual(before);
});

test('runs that start at the same moment never hold more than the budget together', async () => {
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => start(200).catch(() => null)));
  const started = outcomes.filter((runId): runId is bigint => runId !== null);
  expect(started).toHaveLength(3);
  for (const runId of started) {
    await engine.in((tx) => cancelRun(engine.ctx, tx, actor(), runId));
    await engine.reaches(runId, over);
  }
  expect(await held()).toBe(0);
});
