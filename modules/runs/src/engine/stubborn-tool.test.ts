import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { RunDetail } from '@lime/contracts';
import { cancelRun } from '../commands/cancel-run.ts';
import { openTestEngine, type TestEngine } from '../testing/open-test-engine.ts';

let patient: TestEngine;
let hasty: TestEngine;
/** Lets the tool, or the effect, that does not heed its signal end after all. */
let release: () => void = () => {};
let entered: () => void = () => {};
const stubbornly = () => new Promise<void>((resolve) => {
  release = resolve;
  entered();
});

const tools: Parameters<typeof openTestEngine>[0] = {
  tools: {
    'test.stubborn': async () => {
      await stubbornly();
      return { kind: 'done', output: 'late', commit: async (tx) => void (await tx.sql`INSERT INTO concurrency_limits (tenant_id, scope, max) VALUES (${tx.tenantId}, 'late', 1)`) };
    },
    'test.heedful': async ({ signal }) => {
      entered();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      told();
      return { kind: 'done', output: 'stopped' };
    },
    'test.deed': async (call) => {
      const outcome = await call.perform({
        kind: 'deed', idempotencyKey: `deed ${call.runId}`, request: {},
        attempt: async () => {
          await stubbornly();
          return { kind: 'applied', result: 'done after all' };
        },
        reconcile: async () => ({ kind: 'not_applied' }),
      });
      return outcome.kind === 'applied' ? { kind: 'done', output: outcome.result } : { kind: 'effect_unknown' };
    },
  },
};
beforeAll(async () => {
  patient = await openTestEngine(tools);
  hasty = await openTestEngine({ ...tools, toolTimeoutMs: 200 });
});
afterAll(() => Promise.all([patient.close(), hasty.close()]));

/** Resolves when the tool that waits for it is asked to stop. */
let told: () => void = () => {};

const spec = (tool: string) => ({ key: 's', title: 'S', steps: [{ id: 'tool', kind: 'tool', tool, with: {}, retry: { attempts: 3, backoffMs: 0 } }] });
const over = (detail: RunDetail) => detail.run.endedAt !== null;
async function started(engine: TestEngine, steps: object): Promise<bigint> {
  const inside = new Promise<void>((resolve) => (entered = resolve));
  const runId = await engine.start(steps, { items: [1] });
  await inside;
  return runId;
}

/** Ends what was left behind, and looks whether it has left a trace. */
async function lateResult(engine: TestEngine, runId: bigint): Promise<unknown> {
  const before = await engine.reaches(runId, over);
  release();
  await Bun.sleep(50);
  expect(await engine.reaches(runId, over)).toEqual(before);
  return engine.in((tx) => tx.sql`SELECT 1 FROM concurrency_limits WHERE scope = 'late'`);
}

test('a tool that does not heed its time-out does not hold its run, and its late result changes nothing', async () => {
  const runId = await started(hasty, spec('test.stubborn'));
  const { run } = await hasty.reaches(runId, over);
  expect([run.status, run.error?.code]).toEqual(['failed', 'tool_timed_out']);
  expect(await lateResult(hasty, runId)).toHaveLength(0);
}, 15_000);

test("nor does it hold a map's item", async () => {
  const runId = await started(hasty, { key: 'm', title: 'M', steps: [{ id: 'fan', kind: 'map', over: '$input.items', limit: 1, step: { id: 'one', kind: 'tool', tool: 'test.stubborn', with: {} } }] });
  expect((await hasty.reaches(runId, over)).run.error?.code).toBe('tool_timed_out');
  expect(await lateResult(hasty, runId)).toHaveLength(0);
}, 15_000);

test('a run that is cancelled while such a tool is at work ends without it', async () => {
  const runId = await started(patient, spec('test.stubborn'));
  await patient.in((tx) => cancelRun(patient.ctx, tx, { userId: null, name: 'test' }, runId));
  expect((await patient.reaches(runId, over)).run.status).toBe('cancelled');
  expect(await lateResult(patient, runId)).toHaveLength(0);
}, 15_000);

test("a map's tool is told of its run's end", async () => {
  const stopped = new Promise<void>((resolve) => (told = resolve));
  const runId = await started(patient, { key: 'm', title: 'M', steps: [{ id: 'fan', kind: 'map', over: '$input.items', limit: 1, step: { id: 'one', kind: 'tool', tool: 'test.heedful', with: {} } }] });
  await patient.in((tx) => cancelRun(patient.ctx, tx, { userId: null, name: 'test' }, runId));
  await stopped;
  const { run, steps } = await patient.reaches(runId, over);
  expect([run.status, steps.map((step) => step.status)]).toEqual(['cancelled', ['cancelled', 'cancelled']]);
}, 10_000);

test('an effect that cannot be stopped is unknown, and what became of it is recorded when it ends; nothing is attempted twice', async () => {
  const runId = await started(hasty, spec('test.deed'));
  const waiting = await hasty.reaches(runId, (detail) => detail.run.waitingOn === 'effect');
  expect(waiting.effects.map((effect) => effect.status)).toEqual(['unknown']);
  release();
  const done = await hasty.reaches(runId, over);
  expect([done.run.status, done.steps[0]?.output, done.effects.map((effect) => [effect.status, effect.result])]).toEqual(['succeeded', 'done after all', [['applied', 'done after all']]]);
}, 15_000);
