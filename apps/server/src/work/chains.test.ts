import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { type Assignment, ProblemBody, type RunDetail, RunSummary } from '@lime/contracts';
import { sha256Hex } from '@lime/kernel';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { type PlayedRunner, playRunner } from '../testing/play-runner.ts';
import { atGate, over, runReaches } from '../testing/run-reaches.ts';

setDefaultTimeout(30_000);

let app: TestApp;
let admin: Admin;
let runner: PlayedRunner;

beforeAll(async () => {
  app = await openTestApp({ env: { ANTHROPIC_API_KEY: 'k', OPENAI_API_KEY: 'k' } });
  admin = await app.addTenant('chains');
  runner = await playRunner(app, admin);
});
afterAll(() => app.close());

const repository = { url: 'https://example.org/shop.git', ref: 'main' };
const whole = ['implement', 'review', 'bugfix'];
const ask = (body: object) => admin.call('POST', '/agent-runs', { title: 'Rename', repository, provider: 'claude', ...body });
const start = async (body: object = {}) => RunSummary.parse(await (await ask({ chain: whole, ...body })).json());
const review = (verdict: 'approve' | 'request_changes', text = 'Mind the tests.') => ({
  review: { verdict }, output: { changesRequested: verdict === 'request_changes' },
  reviewContent: { verdict, summary: `It says: ${text}`, comments: [{ path: 'a.ts', line: 3, lines: 1, text, suggestion: 'b' }], omitted: 0 },
});
const stages = ({ steps }: RunDetail) => steps.map(({ key, status }) => `${key} ${status}`);
const asked = ({ gates }: RunDetail) => gates.map(({ question, status, sha256 }) => [question, status, sha256]);
const stopped = (run: RunSummary) => runReaches(app, admin, run.id, (detail) => atGate(detail) || over(detail));
/** Does a stage; its diff's base tells who has made it. */
async function stage(mode: string, made: Parameters<PlayedRunner['succeed']>[1]): Promise<Assignment> {
  const step = await runner.next();
  expect(step.work.mode as string).toBe(mode);
  await runner.succeed(step, made);
  return step;
}

test('a change that the review approves is asked about at once, and the review is told', async () => {
  const run = await start();
  await stage('implement', { diff: 'one', session: 'memory' });
  const { work } = await stage('review', review('approve'));
  expect([work.repository.ref, work.from]).toMatchObject(['b'.repeat(40), { runId: run.id, as: 'review', patch: { sha256: sha256Hex('one') }, session: null }]);
  const detail = await stopped(run);
  expect(asked(detail)).toEqual([['Apply this change? The review approves it.', 'open', sha256Hex('one')]]);
  expect(stages(detail)).toEqual(['implement succeeded', 'review_1 succeeded', 'bugfix_1 skipped', 'review_2 skipped', 'bugfix_2 skipped', 'review_3 skipped', 'outcome succeeded', 'review waiting']);
});

test('what the review asks for is mended by whoever made the change, and reviewed again', async () => {
  const run = await start({ stages: { review: { provider: 'codex' } } });
  await stage('implement', { diff: 'one', session: 'memory' });
  const first = await stage('review', review('request_changes'));
  expect(first.work.provider).toBe('codex');
  const { work } = await stage('implement', { diff: 'two', session: 'memory of two' });
  expect([work.provider, work.repository.ref]).toEqual(['claude', 'b'.repeat(40)]);
  expect(work.from).toMatchObject({ as: 'continuation', patch: { sha256: sha256Hex('one') }, session: { sha256: sha256Hex('memory') }, said: 'It says: Mind the tests.\n- a.ts:3: Mind the tests.\n  Suggested instead:\n  b' });
  const second = await stage('review', review('approve'));
  expect(second.work.from?.patch?.sha256).toBe(sha256Hex('two'));
  expect(await (await admin.call('GET', `/agent-runs/${run.id}/attempts`)).json()).toMatchObject({ items: [{ verdict: 'approve', stats: { filesChanged: 1 } }] });
  expect(asked(await stopped(run))).toEqual([['Apply this change? The review approves it.', 'open', sha256Hex('two')]]);
});

test('when the rounds are used up, people are told that the review still asks for changes', async () => {
  const run = await start({ maxRounds: 1 });
  await stage('implement', { diff: 'one' });
  await stage('review', review('request_changes'));
  await stage('implement', { diff: 'two' });
  await stage('review', review('request_changes'));
  const detail = await stopped(run);
  expect(asked(detail)).toEqual([['Changes requested by the review. Apply this change all the same?', 'open', sha256Hex('two')]]);
  const gate = detail.gates[0];
  await admin.call('POST', `/gates/${gate?.id}/decision`, { decision: 'reject', sha256: gate?.sha256 });
  expect((await runReaches(app, admin, run.id, over)).run.error?.code).toBe('gate_rejected');
});

test('a review or repair that fails ends nothing: people are asked about the change that stands', async () => {
  const unreviewed = await start();
  await stage('implement', { diff: 'one' });
  await runner.fail(await runner.next(), 'answer_invalid');
  expect(asked(await stopped(unreviewed))).toEqual([['The review could not be done. Apply this change all the same?', 'open', sha256Hex('one')]]);
  const unmended = await start();
  await stage('implement', { diff: 'one' });
  await stage('review', review('request_changes'));
  await runner.fail(await runner.next(), 'checks_broken', { partialDiff: 'worse' });
  const detail = await stopped(unmended);
  expect(asked(detail)).toEqual([['Changes requested by the review. Apply this change all the same?', 'open', sha256Hex('one')]]);
  expect(stages(detail)).toContain('bugfix_1 failed');
});

test('work that fails fails the run, and work that changes nothing asks nobody', async () => {
  const failing = await start();
  await runner.fail(await runner.next(), 'agent_failed');
  expect((await stopped(failing)).run).toMatchObject({ status: 'failed', error: { code: 'agent_failed' } });
  const nothing = await start();
  await stage('implement', {});
  expect([(await stopped(nothing)).run.status, (await stopped(nothing)).gates]).toEqual(['succeeded', []]);
});

test('without a repair the review is all there is before people are asked', async () => {
  const run = await start({ chain: 'implement → review' });
  expect(run.workflow).toBe('factory.chain.v1.r0');
  await stage('implement', { diff: 'one' });
  await stage('review', review('request_changes'));
  expect(asked(await stopped(run))[0]?.[0]).toStartWith('Changes requested');
});

test('what a person says at the gate goes to whoever made the last change, and the stages after it are gone through again', async () => {
  const run = await start({ maxRounds: 1, stages: { review: { provider: 'claude' } } });
  await stage('implement', { diff: 'one', session: 'memory' });
  await stage('review', { ...review('request_changes'), session: 'of the reviewer' });
  await stage('implement', { diff: 'two', session: 'memory of two' });
  await stage('review', { ...review('approve'), session: 'of the reviewer' });
  await stopped(run);
  expect(await (await admin.call('POST', `/agent-runs/${run.id}/messages`, { text: 'Shorter, please.' })).json()).toMatchObject({ became: 'redo' });
  const { work } = await stage('implement', { diff: 'three', session: 's' });
  expect(work.from).toMatchObject({ patch: { sha256: sha256Hex('two') }, session: { sha256: sha256Hex('memory of two') }, digest: expect.stringContaining('Shorter, please.') });
  const again = await stage('review', review('request_changes'));
  expect(again.work.from?.patch?.sha256).toBe(sha256Hex('three'));
  const detail = await runReaches(app, admin, run.id, ({ gates }) => gates.length === 2);
  expect(asked(detail)).toEqual([['Apply this change? The review approves it.', 'superseded', sha256Hex('two')], ['Changes requested by the review. Apply this change all the same?', 'open', sha256Hex('three')]]);
  expect(detail.artifacts.filter(({ kind, superseded }) => kind === 'review' && !superseded)).toHaveLength(2);
});

test('a run that is cancelled in any of its stages ends there, and its runner is told', async () => {
  const before = [[], [{ diff: 'one' }], [{ diff: 'one' }, review('request_changes')], [{ diff: 'one' }, review('request_changes'), { diff: 'two' }]];
  for (const made of before) {
    const run = await start();
    for (const result of made) await runner.succeed(await runner.next(), result);
    const step = await runner.next();
    await admin.call('POST', `/agent-runs/${run.id}/cancel`);
    const beat = await runner.call('POST', `/steps/${step.stepId}/heartbeat`, { leaseToken: step.leaseToken, messagesSeen: 0 });
    expect(await beat.json()).toMatchObject({ cancel: true });
    await runner.call('POST', `/steps/${step.stepId}/finish`, { leaseToken: step.leaseToken, outcome: { status: 'cancelled', artifacts: [] } });
    const ended = await runReaches(app, admin, run.id, over);
    expect([ended.run.status, ended.gates, ended.steps.length]).toEqual(['cancelled', [], made.length + 1]);
  }
  const waiting = await start();
  await stage('implement', { diff: 'one' });
  await stage('review', review('approve'));
  await stopped(waiting);
  await admin.call('POST', `/agent-runs/${waiting.id}/cancel`);
  expect((await runReaches(app, admin, waiting.id, over)).gates.map(({ status }) => status)).toEqual(['cancelled']);
});

test('why tells the stage', async () => {
  const run = await start();
  await stage('implement', { diff: 'one' });
  const detail = await runReaches(app, admin, run.id, ({ steps }) => steps.some(({ key }) => key === 'review_1'));
  expect(detail.why.state).toBe('It waits at "Review by an agent".');
  await runner.succeed(await runner.next(), review('approve'));
  await stopped(run);
});

test('all stages are reserved for before the first starts', async () => {
  const alone = await start({ chain: [] });
  const chained = await start({ maxRounds: 1 });
  expect(chained.reservedCents).toBe(alone.reservedCents * 4);
  expect((await start({ maxCostCents: 7 })).reservedCents).toBe(7);
  for (let at = 0; at < 3; at += 1) await runner.succeed(await runner.next());
});

test('a project has a chain of its own, which a run may leave out, and a run that goes on takes over', async () => {
  const set = async (chain: unknown) => (await admin.call('PATCH', `/projects/${admin.projectId}`, { chain, maxRounds: 1 })).json();
  expect(await set('plan → implement → review → bugfix')).toMatchObject({ chain: ['plan', ...whole], maxRounds: 1 });
  try {
    const workflowOf = async (body: object) => RunSummary.parse(await (await ask({ maxCostCents: 1, ...body })).json()).workflow;
    expect(await workflowOf({})).toBe('factory.plan.v1');
    expect(await workflowOf({ mode: 'implement' })).toBe('factory.chain.v1.r1');
    expect(await workflowOf({ mode: 'bugfix', maxRounds: 3 })).toBe('factory.chain.v1.r3');
    expect(await workflowOf({ mode: 'review' })).toBe('factory.look.v1');
    expect(await workflowOf({ mode: 'implement', chain: [] })).toBe('factory.change.v1');
    for (let at = 0; at < 5; at += 1) await runner.fail(await runner.next(), 'clone_failed');
  } finally {
    await set([]);
  }
  const first = await start({ maxRounds: 1 });
  await stage('implement', { diff: 'one' });
  await stage('review', review('approve'));
  await stopped(first);
  expect(await start({ chain: undefined, from: { runId: first.id, as: 'continuation' }, provider: undefined, title: undefined, repository: undefined })).toMatchObject({ workflow: 'factory.chain.v1.r1', from: { runId: first.id } });
  await runner.fail(await runner.next(), 'clone_failed');
});

test('the tickets of a plan go through the rest of its chain', async () => {
  const run = await start({ chain: ['plan', ...whole], mode: 'plan', maxRounds: 1, stages: { implement: { provider: 'codex' } } });
  const planning = await runner.next();
  expect([planning.work.mode, planning.work.provider]).toEqual(['plan', 'claude']);
  await runner.succeed(planning, { plan: { summary: 'One.', files: [], tickets: [{ title: 'Split', description: 'Do it.', paths: [] }] } });
  const gate = (await stopped(run)).gates[0];
  await admin.call('POST', `/gates/${gate?.id}/decision`, { decision: 'approve', sha256: gate?.sha256 });
  const { work, runId } = await stage('implement', { diff: 'one' });
  expect([work.title, work.provider]).toEqual(['Split', 'codex']);
  await stage('review', review('approve'));
  const child = await runReaches(app, admin, runId, atGate);
  expect([child.run.workflow, child.run.parentRunId, child.gates[0]?.question]).toEqual(['factory.chain.v1.r1', run.id, 'Apply this change? The review approves it.']);
});

test('what is no chain is refused, with the field', async () => {
  for (const chain of [['review'], ['implement', 'bugfix'], ['implement', 'review', 'implement'], 'implement → sleep', ['plan', 'plan', 'implement']]) {
    const answer = await ask({ chain });
    expect([answer.status, ProblemBody.parse(await answer.json()).details]).toMatchObject([422, { fields: [{ path: expect.stringContaining('chain') }] }]);
  }
  expect((await ask({ chain: whole, mode: 'plan' })).status).toBe(422);
  expect((await ask({ chain: whole, maxRounds: 5 })).status).toBe(422);
  expect((await ask({ chain: whole, stages: { review: { provider: 'acp' } } })).status).toBe(422);
});
