import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Assignment } from '@lime/contracts';
import { actAsRunner, type ActingRunner, agentOutput, agentStep } from '../testing/act-as-runner.ts';
import { openTestEngine, type TestEngine } from '../testing/open-test-engine.ts';
import { sendMessage } from '../commands/send-message.ts';

let engine: TestEngine;
let runner: ActingRunner;
beforeAll(async () => {
  engine = await openTestEngine();
  runner = await actAsRunner(engine);
});
afterAll(() => engine.close());

const over = (detail: { run: { status: string } }) => ['succeeded', 'failed', 'cancelled'].includes(detail.run.status);
const spec = (options: object = {}) => ({ key: 'agent', title: 'Agent', steps: [{ id: 'work', ...agentStep, ...options }], output: { summary: '$steps.work.output.summary' } });
const says = (text: string) => ({ type: 'message', role: 'assistant', text }) as const;
const fails = (retryable: boolean) => ({ status: 'failed', error: { code: 'oops', message: 'It broke.' }, retryable }) as const;

/** Starts a run and claims its step. */
async function claimed(options: object = {}): Promise<Assignment> {
  const runId = await engine.start(spec(options));
  await engine.reaches(runId, (detail) => detail.run.waitingOn === 'runner');
  const assignment = await runner.claim();
  if (!assignment) throw new Error('nothing to claim');
  expect(assignment.runId).toBe(String(runId));
  return assignment;
}
const runOf = (assignment: Assignment) => BigInt(assignment.runId);
const messagesOf = async (assignment: Assignment): Promise<string[]> => {
  const rows: { text: string }[] = await engine.in((tx) => tx.sql`SELECT body->>'text' AS text FROM run_events WHERE run_id = ${runOf(assignment)} AND body->>'type' = 'message' ORDER BY seq`);
  return rows.map((row) => row.text);
};
const loseRunner = (assignment: Assignment) => engine.in((tx) => tx.sql`UPDATE run_steps SET lease_expires_at = now() - interval '1 second', due_at = now() WHERE id = ${BigInt(assignment.stepId)}`);
const requeued = (assignment: Assignment) => engine.reaches(runOf(assignment), (detail) => detail.steps[0]?.status === 'queued');

test('the run shows that a runner is at it, and ends with what the runner made', async () => {
  const step = await claimed();
  const working = await engine.reaches(runOf(step), (detail) => detail.run.status === 'running');
  expect(working.why.whoseMove).toBe('runner');
  expect(await runner.finish(step)).toEqual({ kind: 'finished' });
  const done = await engine.reaches(runOf(step), over);
  expect(done.run.status).toBe('succeeded');
  expect(done.steps[0]?.output).toEqual(agentOutput);
});

test('a repeated batch changes nothing, a missing one is refused with the number that is expected', async () => {
  const step = await claimed();
  expect(await runner.batch(step, 1, [says('a'), says('b')])).toMatchObject({ kind: 'appended' });
  expect(await runner.batch(step, 1, [says('a'), says('b')])).toEqual({ kind: 'repeated' });
  expect(await runner.batch(step, 3, [says('d')])).toEqual({ kind: 'gap', expected: 2 });
  expect(await runner.batch(step, 2, [says('c')])).toMatchObject({ kind: 'appended' });
  expect(await messagesOf(step)).toEqual(['a', 'b', 'c']);
});

test('the same batch sent many times at once is taken once', async () => {
  const step = await claimed();
  const outcomes = await Promise.all(Array.from({ length: 6 }, () => runner.batch(step, 1, [says('once')])));
  expect(outcomes.filter((outcome) => outcome.kind === 'appended')).toHaveLength(1);
  expect(await messagesOf(step)).toEqual(['once']);
});

test('finishing again says the same and changes nothing', async () => {
  const step = await claimed();
  const outcomes = await Promise.all([runner.finish(step), runner.finish(step), runner.finish(step)]);
  expect(outcomes.map((outcome) => outcome.kind).toSorted()).toEqual(['finished', 'repeated', 'repeated']);
  const done = await engine.reaches(runOf(step), over);
  expect(await runner.finish(step)).toEqual({ kind: 'repeated' });
  const [ends]: { count: number }[] = await engine.in((tx) => tx.sql`SELECT count(*)::int AS count FROM run_events WHERE run_id = ${runOf(step)} AND body->>'status' = 'succeeded' AND step_id = ${BigInt(step.stepId)}`);
  expect([done.run.status, ends?.count]).toEqual(['succeeded', 1]);
});

test('a runner that is lost: another attempt is given out, and every late write of the first is refused', async () => {
  const lost = await claimed();
  expect(await runner.batch(lost, 1, [says('before')])).toMatchObject({ kind: 'appended' });
  await loseRunner(lost);
  await requeued(lost);
  const next = await runner.claim();
  expect(next).toMatchObject({ stepId: lost.stepId, attempt: 2 });
  expect(next?.leaseToken).not.toBe(lost.leaseToken);
  expect(await runner.batch(lost, 2, [says('late')])).toEqual({ kind: 'lease_lost' });
  expect(await runner.heartbeat(lost)).toBeNull();
  expect(await runner.finish(lost)).toEqual({ kind: 'lease_lost' });
  expect(await runner.finish(lost, fails(true))).toEqual({ kind: 'lease_lost' });
  expect(await messagesOf(lost)).toEqual(['before']);
  if (next) await runner.finish(next);
  expect((await engine.reaches(runOf(lost), over)).run.status).toBe('succeeded');
});

test('heartbeats keep the step, and without them it is lost as often as it may be tried', async () => {
  const step = await claimed({ retry: { attempts: 2, backoffMs: 0 } });
  await engine.in((tx) => tx.sql`UPDATE run_steps SET lease_expires_at = now() + interval '1 second' WHERE id = ${BigInt(step.stepId)}`);
  expect(await runner.heartbeat(step)).toEqual({ cancel: false, messages: [] });
  const [row]: { left: number }[] = await engine.in((tx) => tx.sql`SELECT extract(epoch FROM lease_expires_at - now())::int AS left FROM run_steps WHERE id = ${BigInt(step.stepId)}`);
  expect(row?.left).toBeGreaterThan(20);
  await loseRunner(step);
  await requeued(step);
  const second = await runner.claim();
  if (second) await loseRunner(second);
  const done = await engine.reaches(runOf(step), over);
  expect([done.run.status, done.run.error?.code, done.steps[0]?.attempt]).toEqual(['failed', 'runner_lost', 2]);
});

test('a retryable failure is tried again after its backoff, another one fails the run at once', async () => {
  const step = await claimed({ retry: { attempts: 2, backoffMs: 300 } });
  await runner.finish(step, fails(true));
  expect(await runner.claim()).toBeNull();
  await engine.reaches(runOf(step), (detail) => detail.why.whoseMove === 'a runner');
  let second = await runner.claim();
  for (; !second; second = await runner.claim()) await Bun.sleep(50);
  expect(second.attempt).toBe(2);
  await runner.finish(second, fails(true));
  expect((await engine.reaches(runOf(step), over)).run.error).toEqual({ code: 'oops', message: 'It broke.' });

  const hopeless = await claimed({ retry: { attempts: 5, backoffMs: 0 } });
  await runner.finish(hopeless, fails(false));
  const done = await engine.reaches(runOf(hopeless), over);
  expect([done.run.status, done.steps[0]?.attempt]).toEqual(['failed', 1]);
});

test('a step that takes longer than it may fails as timed out, also when its runner sends no heartbeat', async () => {
  const step = await claimed({ timeoutSeconds: 1 });
  const done = await engine.reaches(runOf(step), over);
  expect([done.run.status, done.run.error?.code]).toEqual(['failed', 'step_timed_out']);
  expect(await runner.heartbeat(step)).toBeNull();
}, 15_000);

test('what people say reaches the runner once, and only what it has not seen', async () => {
  const step = await claimed();
  await engine.in((tx) => sendMessage(engine.ctx, tx, { userId: engine.userId, name: 'Ada' }, runOf(step), 'Mind the cents.'));
  const answer = await runner.heartbeat(step);
  expect(answer?.messages.map((message) => message.text)).toEqual(['Mind the cents.']);
  expect(await runner.heartbeat(step, answer?.messages[0]?.seq ?? 0)).toEqual({ cancel: false, messages: [] });
});

test('an artifact without its bytes does not finish the step', async () => {
  const step = await claimed();
  const artifact = { kind: 'diff', name: 'change.diff', mime: 'text/x-diff', sha256: '0'.repeat(64), size: 3 };
  expect(await runner.finish(step, { status: 'succeeded', output: agentOutput, artifacts: [artifact] })).toMatchObject({ kind: 'blob_missing' });
  const bytes = new TextEncoder().encode('abc');
  const stored = await engine.ctx.blobs.put(engine.tenantId, bytes);
  if (stored.kind !== 'stored') throw new Error(stored.kind);
  expect(await runner.finish(step, { status: 'succeeded', output: agentOutput, artifacts: [{ ...artifact, sha256: stored.sha256, size: 4 }] })).toMatchObject({ kind: 'blob_missing' });
  expect(await runner.finish(step, { status: 'succeeded', output: agentOutput, artifacts: [{ ...artifact, sha256: stored.sha256 }] })).toEqual({ kind: 'finished' });
});

test('many writers at one run leave its events numbered without holes', async () => {
  const steps = { key: 'many', title: 'Many', steps: [{ id: 'fan', kind: 'map', over: '$input.items', limit: 8, step: { id: 'work', ...agentStep } }] };
  const runId = await engine.start(steps, { items: Array.from({ length: 8 }, (_, index) => index) });
  await engine.reaches(runId, (detail) => detail.run.waitingOn === 'map');
  const held: Assignment[] = [];
  for (let step = await runner.claim(); step; step = await runner.claim()) held.push(step);
  expect(held).toHaveLength(8);
  await Promise.all(held.map(async (step, index) => {
    for (let batch = 1; batch <= 10; batch += 1) await runner.batch(step, batch, [says(`${index}.${batch}`), says('x')]);
    await runner.finish(step);
  }));
  await engine.reaches(runId, over);
  const [row]: { count: bigint; last: bigint; said: bigint; messages: bigint }[] = await engine.in((tx) => tx.sql`
    SELECT count(*) AS count, max(seq) AS last, (SELECT last_seq FROM runs WHERE id = ${runId}) AS said, count(*) FILTER (WHERE body->>'type' = 'message') AS messages FROM run_events WHERE run_id = ${runId}`);
  expect([row?.last, row?.said, row?.messages]).toEqual([row?.count, row?.count, 160n]);
});
