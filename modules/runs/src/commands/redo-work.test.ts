import { afterAll, beforeAll, expect, test } from 'bun:test';
import { ProblemError, sha256Hex } from '@lime/kernel';
import { openTestEngine, type TestEngine } from '../testing/open-test-engine.ts';
import { gatedWorkflow, type PlayedRunner, playRunner } from '../testing/play-runner.ts';
import { decideGate } from './decide-gate.ts';
import { redoWork } from './redo-work.ts';

let engine: TestEngine;
let runner: PlayedRunner;
const actor = () => ({ userId: engine.userId, name: 'Ada' });
const atGate = (detail: { run: { waitingOn: string | null } }) => detail.run.waitingOn === 'gate';

beforeAll(async () => {
  engine = await openTestEngine();
  runner = await playRunner(engine);
});
afterAll(() => engine.close());

const approve = (gateId: string, diff: string) =>
  engine.in((tx) => decideGate(engine.ctx, tx, { ...actor(), roles: ['admin'] }, BigInt(gateId), { decision: 'approve', sha256: sha256Hex(diff), note: '', acknowledgeSecrets: false }));

const codeOf = (work: Promise<unknown>) => work.then(() => 'nothing refused', (error: unknown) => (error instanceof ProblemError ? error.problem.code : String(error)));

test('work that was done again is asked about anew, and approvals of the old content do not count', async () => {
  const runId = await engine.start(gatedWorkflow({ approvals: 1, authorMayApprove: true }));
  await runner.succeed(await runner.nextStep(), 'first');
  const first = (await engine.reaches(runId, atGate)).gates[0];
  await engine.in((tx) => redoWork(engine.ctx, tx, actor(), runId, 'smaller, please'));
  await runner.succeed(await runner.nextStep(), 'second');
  const detail = await engine.reaches(runId, atGate);
  expect(detail.gates.map((gate) => [gate.status, gate.sha256])).toEqual([['superseded', sha256Hex('first')], ['open', sha256Hex('second')]]);
  expect(await codeOf(approve(first?.id ?? '', 'first'))).toBe('content_changed');
  expect(await codeOf(approve(detail.gates[1]?.id ?? '', 'first'))).toBe('content_changed');
  await approve(detail.gates[1]?.id ?? '', 'second');
  const done = await engine.reaches(runId, ({ run }) => run.status === 'succeeded');
  expect(done.steps.find((step) => step.key === 'review')?.output).toMatchObject({ sha256: sha256Hex('second') });
});

test('while it is done again, that is what the run says; afterwards the old content is shown as superseded', async () => {
  const runId = await engine.start(gatedWorkflow({ approvals: 1, authorMayApprove: true }));
  await runner.succeed(await runner.nextStep(), 'first');
  await engine.reaches(runId, atGate);
  await engine.in((tx) => redoWork(engine.ctx, tx, actor(), runId, ''));
  expect((await engine.reaches(runId, () => true)).artifacts.map((artifact) => artifact.superseded)).toEqual([true]);
  const again = await runner.nextStep();
  const working = await engine.reaches(runId, ({ run }) => run.status === 'running');
  expect([working.why.state, working.why.waitsFor]).toEqual(['Implement is running.', expect.stringContaining('the runner')]);
  await runner.succeed(again, 'second');
  const { artifacts } = await engine.reaches(runId, atGate);
  expect(artifacts.map((artifact) => [artifact.sha256, artifact.superseded])).toEqual([[sha256Hex('first'), true], [sha256Hex('second'), false]]);
});

test('work that comes to nothing the second time has no question left', async () => {
  const runId = await engine.start(gatedWorkflow({ approvals: 1, authorMayApprove: true }));
  await runner.succeed(await runner.nextStep(), 'first');
  await engine.reaches(runId, atGate);
  await engine.in((tx) => redoWork(engine.ctx, tx, actor(), runId, ''));
  await runner.succeed(await runner.nextStep(), '');
  const detail = await engine.reaches(runId, ({ run }) => run.status === 'succeeded');
  expect(detail.steps.map((step) => [step.key, step.status])).toEqual([['implement', 'succeeded'], ['review', 'skipped']]);
});

test('only work that waits for a decision can be done again', async () => {
  const runId = await engine.start(gatedWorkflow({ approvals: 1, authorMayApprove: true }));
  expect(await codeOf(engine.in((tx) => redoWork(engine.ctx, tx, actor(), runId, '')))).toBe('nothing_to_redo');
  expect(await codeOf(engine.in((tx) => redoWork(engine.ctx, tx, actor(), 999_999n, '')))).toBe('not_found');
});
