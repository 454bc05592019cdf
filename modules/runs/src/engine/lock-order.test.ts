import { afterAll, beforeAll, expect, test } from 'bun:test';
import { ProblemError } from '@lime/kernel';
import { cancelRun } from '../commands/cancel-run.ts';
import { decideGate } from '../commands/decide-gate.ts';
import { redoWork } from '../commands/redo-work.ts';
import { actAsRunner, type ActingRunner, agentOutput, agentStep } from '../testing/act-as-runner.ts';
import { openTestEngine, type TestEngine } from '../testing/open-test-engine.ts';
import { renewLeases } from '../sql/renew-leases.ts';

/** Transactions that meet at the same rows must take them in the same order, or Postgres ends one of them. */
let engine: TestEngine;
let runner: ActingRunner;
beforeAll(async () => {
  engine = await openTestEngine({ workflows: [{ key: 'child', title: 'Child', steps: [{ id: 'nap', kind: 'wait', for: { seconds: 3600 } }] }] });
  runner = await actAsRunner(engine);
});
afterAll(() => engine.close());

const over = (detail: { run: { status: string } }) => ['succeeded', 'failed', 'cancelled'].includes(detail.run.status);
const actor = () => ({ userId: engine.userId, name: 'Ada' });
const cancel = (runId: bigint) => engine.in((tx) => cancelRun(engine.ctx, tx, actor(), runId));

async function deadlocks(): Promise<bigint> {
  await engine.database.db.engine((tx) => tx.sql`SELECT pg_stat_force_next_flush()`);
  const [row]: { deadlocks: bigint }[] = await engine.database.db.engine((tx) => tx.sql`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`);
  return row?.deadlocks ?? 0n;
}
/** Refusals are answers; anything else that is thrown counts. */
const faultOf = (work: Promise<unknown>): Promise<string | null> => work.then(() => null, (error: unknown) => (error instanceof ProblemError ? null : String(error)));

async function claimedRun(): Promise<{ runId: bigint; step: NonNullable<Awaited<ReturnType<ActingRunner['claim']>>> }> {
  const runId = await engine.start({ key: 'agent', title: 'Agent', steps: [{ id: 'work', ...agentStep }] });
  await engine.reaches(runId, (detail) => detail.run.waitingOn === 'runner');
  const step = await runner.claim();
  if (!step) throw new Error('nothing to claim');
  return { runId, step };
}

test('cancelling a run while its runner writes', async () => {
  for (let round = 0; round < 15; round += 1) {
    const { runId, step } = await claimedRun();
    const writing = (async () => {
      for (let batch = 1; batch < 200; batch += 1) {
        const [outcome, beat] = await Promise.all([runner.batch(step, batch, [{ type: 'log', text: 'x' }]), runner.heartbeat(step)]);
        if (outcome.kind !== 'appended' || !beat || beat.cancel) break;
      }
      await runner.finish(step, { status: 'cancelled' });
    })();
    const faults = await Promise.all([faultOf(writing), Bun.sleep(round).then(() => faultOf(cancel(runId)))]);
    expect(faults).toEqual([null, null]);
    expect((await engine.reaches(runId, over)).run.status).toBe('cancelled');
  }
  expect(await deadlocks()).toBe(0n);
}, 60_000);

test('approving, sending back and cancelling at the same moment', async () => {
  const bytes = new TextEncoder().encode('diff');
  const stored = await engine.ctx.blobs.put(engine.tenantId, bytes);
  const sha256 = stored.kind === 'stored' ? stored.sha256 : '';
  for (let round = 0; round < 15; round += 1) {
    const runId = await engine.start({ key: 'reviewed', title: 'Reviewed', steps: [{ id: 'work', ...agentStep }, { id: 'review', kind: 'gate', question: 'Yes?', artifact: { step: 'work', kind: 'diff' }, policy: { authorMayApprove: true } }] });
    await engine.reaches(runId, (detail) => detail.run.waitingOn === 'runner');
    const step = await runner.claim();
    if (step) await runner.finish(step, { status: 'succeeded', output: agentOutput, artifacts: [{ kind: 'diff', name: 'd', mime: 'text/x-diff', sha256, size: 4 }] });
    const gate = (await engine.reaches(runId, (detail) => detail.run.waitingOn === 'gate')).gates[0];
    const faults = await Promise.all([
      faultOf(engine.in((tx) => decideGate(engine.ctx, tx, { ...actor(), roles: [], userId: engine.userId }, BigInt(gate?.id ?? 0), { decision: 'approve', sha256, note: '', acknowledgeSecrets: false }))),
      faultOf(engine.in((tx) => redoWork(engine.ctx, tx, actor(), runId, ''))),
      faultOf(cancel(runId)),
    ]);
    expect(faults).toEqual([null, null, null]);
    await engine.reaches(runId, over);
  }
  expect(await deadlocks()).toBe(0n);
}, 60_000);

test('the items of a map ending while it is looked after, and cancelled', async () => {
  for (let round = 0; round < 6; round += 1) {
    const runId = await engine.start({ key: 'fan', title: 'Fan', steps: [{ id: 'fan', kind: 'map', over: '$input.items', limit: 12, step: { id: 'work', ...agentStep } }] }, { items: Array.from({ length: 12 }, (_, index) => index) });
    await engine.reaches(runId, (detail) => detail.run.waitingOn === 'map');
    const steps = [];
    for (let step = await runner.claim(); step; step = await runner.claim()) steps.push(step);
    const faults = await Promise.all([
      ...steps.map((step) => faultOf(runner.finish(step))),
      ...Array.from({ length: 4 }, () => faultOf(engine.in((tx) => tx.sql`UPDATE runs SET wake = true WHERE id = ${runId}`))),
      Bun.sleep(round * 3).then(() => faultOf(cancel(runId))),
    ]);
    expect(faults.filter(Boolean)).toEqual([]);
    await engine.reaches(runId, over);
  }
  expect(await deadlocks()).toBe(0n);
}, 60_000);

test('a parent and its children ending at the same moment', async () => {
  for (let round = 0; round < 8; round += 1) {
    const parent = await engine.start({ key: 'family', title: 'Family', steps: [{ id: 'kids', kind: 'map', over: '$input.items', limit: 4, step: { id: 'kid', kind: 'child', workflow: 'child', input: {} } }] }, { items: [1, 2, 3, 4] });
    const children = async (): Promise<{ id: bigint }[]> => engine.in((tx) => tx.sql`SELECT id FROM runs WHERE parent_run_id = ${parent} AND waiting_on = 'time'`);
    while ((await children()).length < 4) await Bun.sleep(10);
    const faults = await Promise.all([...(await children()).map(({ id }) => faultOf(cancel(id))), faultOf(cancel(parent))]);
    expect(faults.filter(Boolean)).toEqual([]);
    await engine.reaches(parent, over);
  }
  expect(await deadlocks()).toBe(0n);
}, 60_000);

test('renewing leases while the runs are written in another order', async () => {
  const held = { runs: new Map<bigint, bigint>(), steps: new Map<bigint, bigint>() };
  const claims = await Promise.all(Array.from({ length: 20 }, () => claimedRun()));
  for (const { runId, step } of claims) {
    held.runs.set(runId, 1n);
    held.steps.set(BigInt(step.stepId), 1n);
  }
  await engine.in((tx) => tx.sql`UPDATE runs SET lease_token = 1, lease_expires_at = now() + interval '1 hour' WHERE id IN (SELECT value::bigint FROM jsonb_array_elements_text(${claims.map(({ runId }) => String(runId))}::jsonb))`);
  const backwards = claims.toReversed();
  const faults = await Promise.all(Array.from({ length: 12 }, (_, index) =>
    faultOf(index % 2 === 0
      ? engine.database.db.engine((tx) => renewLeases(tx, held))
      : engine.in(async (tx) => {
        for (const { runId } of backwards) await tx.sql`UPDATE runs SET last_seq = last_seq WHERE id = ${runId}`;
      }))));
  expect(faults.filter(Boolean)).toEqual([]);
  expect(await deadlocks()).toBe(0n);
}, 60_000);
