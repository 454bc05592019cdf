import { afterAll, beforeAll, expect, test } from 'bun:test';
import { ProblemError } from '@lime/kernel';
import type { Assignment, FinishBody, RunDetail } from '@lime/contracts';
import { actAsRunner, type ActingRunner, agentOutput, agentStep } from '../testing/act-as-runner.ts';
import { openTestEngine, type TestEngine } from '../testing/open-test-engine.ts';
import { cancelRun } from './cancel-run.ts';
import { decideGate } from './decide-gate.ts';
import { signalRun } from './signal-run.ts';

let engine: TestEngine;
let runner: ActingRunner;
let called: string[] = [];
let release: () => void = () => {};
let entered: () => void = () => {};

beforeAll(async () => {
  engine = await openTestEngine({
    tools: {
      'test.slow': async () => {
        called.push('slow');
        await new Promise<void>((resolve) => {
          release = resolve;
          entered();
        });
        return { kind: 'done', output: null };
      },
      'test.next': async () => {
        called.push('next');
        return { kind: 'done', output: null };
      },
      'test.fail': async () => ({ kind: 'failed', error: { code: 'no', message: 'No.' }, retryable: true }),
      'test.unknown': async (call) => {
        const outcome = await call.perform({ kind: 'deed', idempotencyKey: `deed ${call.runId}`, request: {}, attempt: async () => ({ kind: 'unknown', reason: 'silence' }), reconcile: async () => ({ kind: 'unknown', reason: 'silence' }) });
        return outcome.kind === 'unknown' ? { kind: 'effect_unknown' } : { kind: 'done', output: null };
      },
    },
    workflows: [{ key: 'works', title: 'Works', steps: [{ id: 'work', ...agentStep }] }, { key: 'naps', title: 'Naps', steps: [{ id: 'nap', kind: 'wait', for: { seconds: 3600 } }] }],
  });
  runner = await actAsRunner(engine);
});
afterAll(() => engine.close());

const over = (detail: RunDetail) => ['succeeded', 'failed', 'cancelled'].includes(detail.run.status);
const cancel = (runId: bigint) => engine.in((tx) => cancelRun(engine.ctx, tx, { userId: engine.userId, name: 'Ada' }, runId));
const codeOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'ok', (error: unknown) => (error instanceof ProblemError ? error.problem.code : String(error)));
const spec = (...steps: object[]) => ({ key: 'c', title: 'C', steps });
const slow = { id: 'slow', kind: 'tool', tool: 'test.slow', with: {} };
const next = { id: 'next', kind: 'tool', tool: 'test.next', with: {} };

/** Cancels, waits for the end, and looks whether anything of the run is still open. */
async function cancelled(runId: bigint): Promise<RunDetail> {
  await cancel(runId);
  const detail = await engine.reaches(runId, over);
  expect(detail.run.status).toBe('cancelled');
  expect(detail.steps.filter((step) => !['succeeded', 'skipped', 'failed', 'cancelled'].includes(step.status))).toEqual([]);
  expect(detail.gates.filter((gate) => gate.status === 'open')).toEqual([]);
  const [left]: { count: number }[] = await engine.in((tx) => tx.sql`
    SELECT (SELECT count(*) FROM runs WHERE id = ${runId} AND lease_expires_at IS NOT NULL)::int + (SELECT count(*) FROM run_steps WHERE run_id = ${runId} AND (lease_expires_at IS NOT NULL OR due_at IS NOT NULL))::int AS count`);
  expect(left?.count).toBe(0);
  expect(await codeOf(cancel(runId))).toBe('run_over');
  return detail;
}

test('before any worker has taken it up', async () => {
  const runId = await engine.in(async (tx) => {
    const [row]: { id: bigint }[] = await tx.sql`
      INSERT INTO runs (tenant_id, workflow, title, spec, input) VALUES (${tx.tenantId}, 'c', 'C', ${spec(next)}::jsonb, '{}'::jsonb) RETURNING id`;
    return row?.id ?? 0n;
  });
  called = [];
  await cancelled(runId);
  expect(called).toEqual([]);
});

test('during a tool of ours: it is let to end, what follows is not begun', async () => {
  called = [];
  const inside = new Promise<void>((resolve) => (entered = resolve));
  const runId = await engine.start(spec(slow, next));
  await inside;
  await cancel(runId);
  expect((await engine.reaches(runId, () => true)).why).toMatchObject({ state: 'Stopping.', whoseMove: 'the server' });
  release();
  const detail = await engine.reaches(runId, over);
  expect([detail.run.status, detail.why.state, called]).toEqual(['cancelled', 'It was cancelled.', ['slow']]);
});

test('at a gate: the question is withdrawn and cannot be answered any more', async () => {
  const bytes = new TextEncoder().encode('diff');
  const stored = await engine.ctx.blobs.put(engine.tenantId, bytes);
  const sha256 = stored.kind === 'stored' ? stored.sha256 : '';
  const runId = await engine.start(spec({ id: 'work', ...agentStep }, { id: 'review', kind: 'gate', question: 'Yes?', artifact: { step: 'work', kind: 'diff' }, policy: { authorMayApprove: true } }));
  await engine.reaches(runId, (detail) => detail.run.waitingOn === 'runner');
  const step = await runner.claim();
  if (step) await runner.finish(step, { status: 'succeeded', output: agentOutput, artifacts: [{ kind: 'diff', name: 'd', mime: 'text/x-diff', sha256, size: 4 }] });
  await engine.reaches(runId, (detail) => detail.run.waitingOn === 'gate');
  const { gates } = await cancelled(runId);
  expect(gates[0]?.status).toBe('cancelled');
  expect(await codeOf(engine.in((tx) => decideGate(engine.ctx, tx, { userId: engine.userId, name: 'Ada', roles: [] }, BigInt(gates[0]?.id ?? 0), { decision: 'approve', sha256, note: '', acknowledgeSecrets: false })))).toBe('gate_closed');
});

test('while it waits for a runner: no runner gets it', async () => {
  const runId = await engine.start(spec({ id: 'work', ...agentStep }));
  await engine.reaches(runId, (detail) => detail.run.waitingOn === 'runner');
  await cancelled(runId);
  expect(await runner.claim()).toBeNull();
});

/** Claims as soon as there is a step. */
async function nextStep(): Promise<Assignment> {
  for (let step = await runner.claim(); ; step = await runner.claim()) {
    if (step) return step;
    await Bun.sleep(5);
  }
}

async function atWork(): Promise<{ runId: bigint; step: Assignment }> {
  const runId = await engine.start(spec({ id: 'work', ...agentStep }));
  await engine.reaches(runId, (detail) => detail.run.waitingOn === 'runner');
  const step = await runner.claim();
  if (!step) throw new Error('nothing to claim');
  return { runId, step };
}

test('while a runner works: it is told, hands in the work so far, and the run ends with it at once', async () => {
  const stored = await engine.ctx.blobs.put(engine.tenantId, new TextEncoder().encode('half'));
  const partial = { kind: 'partial_diff', name: 'p', mime: 'text/x-diff', sha256: stored.kind === 'stored' ? stored.sha256 : '', size: 4 };
  const { runId, step } = await atWork();
  await cancel(runId);
  expect(await runner.heartbeat(step)).toEqual({ cancel: true, messages: [] });
  const { why } = await engine.reaches(runId, () => true);
  expect(why).toEqual({ state: 'Stopping: its runner hands in what it has.', waitsFor: 'the runner runner', since: expect.any(String), whoseMove: 'the runner runner', whatFreesIt: 'It ends by itself within seconds.' });
  const handedIn: FinishBody['outcome'] = { status: 'cancelled', artifacts: [partial] };
  expect(await runner.finish(step, handedIn)).toEqual({ kind: 'finished' });
  expect(await runner.finish(step, handedIn)).toEqual({ kind: 'repeated' });
  const detail = await engine.reaches(runId, over);
  expect([detail.run.status, detail.steps[0]?.status, detail.artifacts.map((artifact) => artifact.kind)]).toEqual(['cancelled', 'cancelled', ['partial_diff']]);
  const [alarm]: { due_at: Date | null }[] = await engine.in((tx) => tx.sql`SELECT due_at FROM run_steps WHERE id = ${BigInt(step.stepId)}`);
  expect(alarm?.due_at).toBeNull();
});

test('a runner that says cancelled of a run that nobody cancelled has failed its step', async () => {
  const { runId, step } = await atWork();
  await runner.finish(step, { status: 'cancelled' });
  expect((await engine.reaches(runId, over)).run).toMatchObject({ status: 'failed', error: { code: 'cancelled' } });
});

test('while a runner works that hands in nothing: it goes on being told for a moment, then it is fenced out', async () => {
  const { runId, step } = await atWork();
  await cancel(runId);
  for (let beat = await runner.heartbeat(step); beat; beat = await runner.heartbeat(step)) {
    expect(beat.cancel).toBe(true);
    await Bun.sleep(100);
  }
  await engine.reaches(runId, over);
  expect(await runner.finish(step)).toEqual({ kind: 'lease_lost' });
});

test('while a runner works that has gone silent: it is fenced out', async () => {
  const { runId, step } = await atWork();
  await cancelled(runId);
  expect(await runner.heartbeat(step)).toBeNull();
  expect(await runner.batch(step, 1, [{ type: 'log', text: 'late' }])).toEqual({ kind: 'lease_lost' });
  expect(await runner.finish(step)).toEqual({ kind: 'lease_lost' });
});

test.each([
  ['time', { id: 'nap', kind: 'wait', for: { seconds: 3600 } }],
  ['signal', { id: 'bell', kind: 'wait', for: { signal: 'bell', timeoutSeconds: 3600 } }],
  ['retry', { id: 'again', kind: 'tool', tool: 'test.fail', with: {}, retry: { attempts: 9, backoffMs: 3_600_000 } }],
  ['effect', { id: 'deed', kind: 'tool', tool: 'test.unknown', with: {} }],
])('while it waits for %s', async (what, step) => {
  const runId = await engine.start(spec(step));
  await engine.reaches(runId, (detail) => detail.run.waitingOn === what);
  await cancelled(runId);
  expect(await engine.in((tx) => signalRun(engine.ctx, tx, runId, 'bell', null))).toBe(false);
});

test('while a child runs: the child ends too, and its own children', async () => {
  const runId = await engine.start(spec({ id: 'sub', kind: 'child', workflow: 'naps', input: {} }));
  await engine.reaches(runId, (detail) => detail.run.waitingOn === 'child');
  const [child]: { id: bigint }[] = await engine.in((tx) => tx.sql`SELECT id FROM runs WHERE parent_run_id = ${runId}`);
  await cancelled(runId);
  expect((await engine.reaches(child?.id ?? 0n, over)).run.status).toBe('cancelled');
});

test("while a child's runner works: it is told, and what it hands in is kept", async () => {
  const runId = await engine.start(spec({ id: 'sub', kind: 'child', workflow: 'works', input: {} }));
  await engine.reaches(runId, (detail) => detail.run.waitingOn === 'child');
  const step = await nextStep();
  await cancelled(runId);
  expect(await runner.heartbeat(step)).toEqual({ cancel: true, messages: [] });
  expect(await runner.finish(step, { status: 'cancelled' })).toEqual({ kind: 'finished' });
  expect((await engine.reaches(BigInt(step.runId), over)).run.status).toBe('cancelled');
});

test('when a child is cancelled by itself, its parent fails and says so', async () => {
  const runId = await engine.start(spec({ id: 'sub', kind: 'child', workflow: 'naps', input: {} }));
  await engine.reaches(runId, (detail) => detail.run.waitingOn === 'child');
  const [child]: { id: bigint }[] = await engine.in((tx) => tx.sql`SELECT id FROM runs WHERE parent_run_id = ${runId}`);
  await cancel(child?.id ?? 0n);
  expect((await engine.reaches(runId, over)).run.error?.code).toBe('child_cancelled');
});

test.each([
  ['agents', { id: 'item', ...agentStep }],
  ['children', { id: 'item', kind: 'child', workflow: 'naps', input: {} }],
  ['tools', { id: 'item', kind: 'tool', tool: 'test.fail', with: {}, retry: { attempts: 9, backoffMs: 3_600_000 } }],
])('in the middle of a map of %s', async (_, item) => {
  const runId = await engine.start(spec({ id: 'fan', kind: 'map', over: '$input.items', limit: 2, step: item }), { items: [1, 2, 3, 4] });
  await engine.reaches(runId, (detail) => detail.run.waitingOn === 'map');
  const step = await runner.claim();
  await cancelled(runId);
  if (step) expect(await runner.finish(step)).toEqual({ kind: 'lease_lost' });
  const open: unknown[] = await engine.in((tx) => tx.sql`SELECT 1 FROM runs WHERE parent_run_id = ${runId} AND ended_at IS NULL AND cancel_requested_at IS NULL`);
  expect(open).toHaveLength(0);
});

test('every cancellation stands in the audit log', async () => {
  const runId = await engine.start(spec({ id: 'nap', kind: 'wait', for: { seconds: 3600 } }));
  await cancelled(runId);
  const rows: { actor: string }[] = await engine.in((tx) => tx.sql`SELECT actor FROM audit_log WHERE action = 'run.cancel' AND target_id = ${runId}`);
  expect(rows.map((row) => row.actor)).toEqual(['Ada']);
});
