import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { RunDetail } from '@lime/contracts';
import { cancelRun } from '../commands/cancel-run.ts';
import { openTestEngine, type TestEngine } from '../testing/open-test-engine.ts';

let engine: TestEngine;
let release: () => void = () => {};
const released = new Promise<void>((resolve) => (release = resolve));
beforeAll(async () => {
  engine = await openTestEngine({
    tools: {
      'test.slow': async () => {
        await released;
        return { kind: 'done', output: null };
      },
      'test.quick': async () => ({ kind: 'done', output: null }),
    },
  });
});
afterAll(() => engine.close());

const napThen = (tool: string) => ({ key: 'nap', title: 'Nap', steps: [{ id: 'nap', kind: 'wait', for: { seconds: 0 } }, { id: 'work', kind: 'tool', tool, with: {} }] });
const over = (detail: RunDetail) => ['succeeded', 'failed', 'cancelled'].includes(detail.run.status);

test('maps whose items take long keep no other map from being run', async () => {
  const map = (tool: string, limit: number) => ({ key: 'map', title: 'Map', steps: [{ id: 'fan', kind: 'map', over: '$input.items', limit, step: { id: 'one', kind: 'tool', tool, with: {} } }] });
  const slow = await engine.start(map('test.slow', 20), { items: Array.from({ length: 20 }, (_, index) => index) });
  await engine.reaches(slow, (detail) => detail.steps.filter((step) => step.status === 'running' && step.itemIndex !== null).length === 20);
  expect((await engine.reaches(await engine.start(map('test.quick', 2), { items: [1, 2, 3] }), over)).run.status).toBe('succeeded');
  await engine.in((tx) => cancelRun(engine.ctx, tx, { userId: null, name: 'test' }, slow));
  await engine.reaches(slow, over);
}, 30_000);

test('runs whose tools take long keep no other run from waking up', async () => {
  const slow: bigint[] = [];
  for (let index = 0; index < 8; index += 1) {
    const runId = await engine.start(napThen('test.slow'));
    await engine.reaches(runId, (detail) => detail.steps[0]?.status === 'succeeded');
    slow.push(runId);
  }
  const quick = await engine.reaches(await engine.start(napThen('test.quick')), over);
  expect(quick.run.status).toBe('succeeded');
  release();
  for (const runId of slow) expect((await engine.reaches(runId, over)).run.status).toBe('succeeded');
}, 30_000);
