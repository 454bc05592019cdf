import { afterAll, beforeAll, expect, test } from 'bun:test';
import { actAsRunner, agentStep } from '../testing/act-as-runner.ts';
import { actAsSharedRunner } from '../testing/act-as-shared-runner.ts';
import { openTestEngine, type TestEngine } from '../testing/open-test-engine.ts';
import { setLimit } from '../runner/concurrency-limits.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await openTestEngine();
});
afterAll(() => engine.close());

/** What a new run says that it waits for, once it waits for a runner, and what would free it. */
async function why(work: object = {}): Promise<string> {
  const runId = await engine.start({ key: 'single', title: 'Single', steps: [{ id: 'work', ...agentStep, with: { ...agentStep.with, ...work } }] });
  const detail = await engine.reaches(runId, ({ run }) => run.waitingOn === 'runner');
  return `${detail.why.waitsFor} | ${detail.why.whatFreesIt}`;
}
const ada = () => ({ userId: engine.userId, name: 'Ada' });
const limit = (scope: string, max: number | null) => engine.in((tx) => setLimit(engine.ctx, tx, ada(), { scope, max }));

test('what is missing is said in turn: a runner, one online, its labels, room in a limit, room on a runner', async () => {
  expect(await why()).toBe('a runner: there is none | Start one: "lime runner-token create NAME", then "lime runner" with that token on the machine that is to do the work.');

  const box = await actAsRunner(engine, { name: 'box', capacity: 1, labels: ['eu'] });
  await engine.in((tx) => tx.sql`UPDATE runners SET last_seen_at = now() - interval '1 hour'`);
  expect(await why()).toMatch(/^a runner: box offline, last heard of at .* \| Start box again with "lime runner"/);

  const held = await box.claim();
  expect(await why({ labels: ['gpu', 'eu'] })).toBe('a runner with the provider recipe and the labels gpu, eu; box lacks gpu | Start a runner with them: lime runner --label gpu --label eu');
  expect(await why()).toBe('a runner with room; all that can do it are busy: box 1 of 1 | One of their steps ends. Sooner: another runner, or one with more room (lime runner --capacity N).');

  await limit('provider:recipe', 1);
  expect(await why()).toContain('limit of provider:recipe) | A step ends, or: lime limits set provider:recipe 2');
  await limit('tenant', 1);
  expect(await why()).toContain('limit of all your work) | A step ends, or: lime limits set tenant 2');
  for (const scope of ['tenant', 'provider:recipe']) await limit(scope, null);

  const shared = await actAsSharedRunner(engine, { capacity: 1 });
  expect(await why()).toBe('a runner to take it up (shared) | It is taken up within seconds.');
  await shared.claim();
  const busy = await why();
  for (const one of ['box 1 of 1', 'shared 1 of 1 (shared)']) expect(busy).toContain(one);
  expect(held).not.toBeNull();
});

test('a provider that no runner online has is named, with the command that adds it', async () => {
  const claude = { ...agentStep, provider: 'claude', with: { title: 'Work', repository: { url: '/nowhere', ref: null } } };
  const runId = await engine.start({ key: 'claude', title: 'Claude', steps: [{ id: 'work', ...claude }] });
  const detail = await engine.reaches(runId, ({ run }) => run.waitingOn === 'runner');
  expect(detail.why).toMatchObject({ waitsFor: expect.stringMatching(/^a runner with the provider claude; those online \(.*\) have: recipe$/), whoseMove: 'you', whatFreesIt: 'On the machine of a runner: npx lime provider add claude' });
});

test('a map whose items no runner takes up says the same', async () => {
  const step = { id: 'work', ...agentStep, with: { ...agentStep.with, labels: ['nowhere'] } };
  const runId = await engine.start({ key: 'fan', title: 'Fan', steps: [{ id: 'fan', kind: 'map', over: '$input.items', limit: 2, step }] }, { items: [1, 2] });
  const detail = await engine.reaches(runId, ({ run }) => run.waitingOn === 'map');
  expect(detail.why.waitsFor).toMatch(/^2 items of .*, and these for a runner with the provider recipe and the labels nowhere;/);
});
