import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import type { RunDetail } from '@lime/contracts';
import { cancelRun } from '../commands/cancel-run.ts';
import { resolveEffect } from '../commands/resolve-effect.ts';
import { openTestEngine, type TestEngine } from '../testing/open-test-engine.ts';
import type { Attempted, Reconciled } from './effect-plan.ts';

/** The outside world of these tests: what was really done to it, and how it answers. */
const world = { done: [] as string[], attempt: (): Attempted | Promise<Attempted> => ({ kind: 'applied', result: { ok: true } }), reconcile: (): Reconciled => ({ kind: 'not_applied' }), reconciled: 0 };
let engine: TestEngine;

const doIt = (key: string): Attempted => {
  world.done.push(key);
  return { kind: 'applied', result: { ok: true } };
};

beforeAll(async () => {
  engine = await openTestEngine({
    tools: {
      'test.effect': async (call) => {
        const key = String(call.input['key'] ?? call.runId);
        const outcome = await call.perform({
          kind: 'test.deed', idempotencyKey: key, request: { key },
          attempt: async () => {
            const attempted = await world.attempt();
            return attempted.kind === 'applied' ? doIt(key) : attempted;
          },
          reconcile: async () => {
            world.reconciled += 1;
            return world.reconcile();
          },
        });
        if (outcome.kind === 'unknown') return { kind: 'effect_unknown' };
        if (outcome.kind === 'refused') return { kind: 'failed', error: outcome.error, retryable: outcome.retryable };
        return { kind: 'done', output: outcome.result };
      },
      'test.loses_database': async (call) => {
        world.done.push('called');
        if (world.done.length > 1) return { kind: 'done', output: 'at last' };
        await engine.database.db.tenant(call.tenantId, async (tx) => {
          await tx.sql`SET ROLE postgres`;
          await tx.sql`SELECT pg_terminate_backend(pg_backend_pid())`;
        });
        return { kind: 'done', output: null };
      },
    },
  });
});
afterAll(() => engine.close());
beforeEach(() => {
  world.done = [];
  world.reconciled = 0;
  world.attempt = () => ({ kind: 'applied', result: { ok: true } });
  world.reconcile = () => ({ kind: 'not_applied' });
});

const spec = (retry?: object, key?: string) => ({ key: 'deed', title: 'Deed', steps: [{ id: 'deed', kind: 'tool', tool: 'test.effect', with: key === undefined ? {} : { key }, ...(retry && { retry }) }] });
const over = (detail: RunDetail) => ['succeeded', 'failed', 'cancelled'].includes(detail.run.status);
const atEffect = (detail: RunDetail) => detail.run.waitingOn === 'effect';

/** A run whose effect has begun and whose worker died before it could write down what came of it. */
async function interrupted(): Promise<bigint> {
  world.attempt = () => ({ kind: 'unknown', reason: 'the line went dead' });
  world.reconcile = () => ({ kind: 'unknown', reason: 'no answer' });
  const runId = await engine.start(spec());
  await engine.reaches(runId, atEffect);
  await engine.in((tx) => tx.sql`UPDATE effects SET status = 'attempting', error = NULL WHERE run_id = ${runId}`);
  world.attempt = () => ({ kind: 'applied', result: { ok: true } });
  world.reconciled = 0;
  return runId;
}
/** Another worker takes the run up, as after the lease of the dead one has run out. */
const takeUp = (runId: bigint) => engine.in((tx) => tx.sql`UPDATE runs SET lease_expires_at = now() - interval '1 second' WHERE id = ${runId}`);

test('an effect is in the ledger before it is tried, and applied once', async () => {
  let seen: { status: string; attempts: number } | undefined;
  world.attempt = async () => {
    [seen] = await engine.in<NonNullable<typeof seen>[]>((tx) => tx.sql`SELECT status, attempts FROM effects ORDER BY id DESC LIMIT 1`);
    return { kind: 'applied', result: {} };
  };
  const runId = await engine.start(spec());
  const detail = await engine.reaches(runId, over);
  expect(seen).toEqual({ status: 'attempting', attempts: 1 });
  expect([detail.run.status, detail.effects[0]?.status, world.done]).toEqual(['succeeded', 'applied', [String(runId)]]);
});

test('another run that means the same change finds it made', async () => {
  const details = [await engine.reaches(await engine.start(spec(undefined, 'same')), over), await engine.reaches(await engine.start(spec(undefined, 'same')), over)];
  expect(details.map((detail) => [detail.run.status, detail.steps[0]?.output])).toEqual([['succeeded', { ok: true }], ['succeeded', { ok: true }]]);
  expect(world.done).toEqual(['same']);
});

test('a crash after the change was made: it is found, and not made again', async () => {
  const runId = await interrupted();
  world.reconcile = () => ({ kind: 'applied', result: { found: true } });
  await takeUp(runId);
  const detail = await engine.reaches(runId, over);
  expect([detail.run.status, detail.steps[0]?.output, world.done, world.reconciled]).toEqual(['succeeded', { found: true }, [], 1]);
});

test('a crash before the change was made: it is asked for first, then made once', async () => {
  const runId = await interrupted();
  world.reconcile = () => ({ kind: 'not_applied' });
  await takeUp(runId);
  const detail = await engine.reaches(runId, over);
  expect([detail.run.status, world.done.length, world.reconciled]).toEqual(['succeeded', 1, 1]);
});

test('when nobody can tell, it is not repeated: a person says that it has happened', async () => {
  const runId = await interrupted();
  await takeUp(runId);
  const waiting = await engine.reaches(runId, (detail) => atEffect(detail) && world.reconciled > 0 && detail.effects[0]?.status === 'unknown');
  expect([waiting.why.whoseMove, world.done]).toEqual(['a person', []]);
  await engine.in((tx) => resolveEffect(engine.ctx, tx, { userId: engine.userId, name: 'Ada' }, BigInt(waiting.effects[0]?.id ?? 0), { outcome: 'applied', note: 'It is there.' }));
  const detail = await engine.reaches(runId, over);
  expect([detail.run.status, world.done]).toEqual(['succeeded', []]);
});

test('a person says that it has not happened: it is made', async () => {
  const runId = await interrupted();
  await takeUp(runId);
  const waiting = await engine.reaches(runId, (detail) => detail.effects[0]?.status === 'unknown');
  const resolve = () => engine.in((tx) => resolveEffect(engine.ctx, tx, { userId: engine.userId, name: 'Ada' }, BigInt(waiting.effects[0]?.id ?? 0), { outcome: 'not_applied', note: 'It is not there.' }));
  await resolve();
  const detail = await engine.reaches(runId, over);
  expect([detail.run.status, world.done.length]).toEqual(['succeeded', 1]);
  expect(resolve()).rejects.toThrow('effect_known');
});

test('a run that is cancelled after its worker died in the middle of an effect shows it as unknown, for a person to resolve', async () => {
  const runId = await interrupted();
  await engine.in((tx) => cancelRun(engine.ctx, tx, { userId: engine.userId, name: 'Ada' }, runId));
  const detail = await engine.reaches(runId, over);
  expect([detail.run.status, detail.effects[0]?.status, detail.effects[0]?.error?.code]).toEqual(['cancelled', 'unknown', 'effect_unknown']);
  await engine.in((tx) => resolveEffect(engine.ctx, tx, { userId: engine.userId, name: 'Ada' }, BigInt(detail.effects[0]?.id ?? 0), { outcome: 'applied', note: 'It is there.' }));
  const resolved = await engine.reaches(runId, (seen) => seen.effects[0]?.status === 'applied');
  expect([resolved.run.status, world.done]).toEqual(['cancelled', []]);
});

test('an effect that was under way when its run was cancelled is recorded as what it came to', async () => {
  const { promise: began, resolve: begin } = Promise.withResolvers<void>();
  const { promise: mayEnd, resolve: letEnd } = Promise.withResolvers<void>();
  world.attempt = async () => {
    begin();
    await mayEnd;
    return { kind: 'applied', result: {} };
  };
  const runId = await engine.start(spec());
  await began;
  await engine.in((tx) => cancelRun(engine.ctx, tx, { userId: engine.userId, name: 'Ada' }, runId));
  await takeUp(runId);
  await engine.reaches(runId, over);
  letEnd();
  const detail = await engine.reaches(runId, (seen) => seen.effects[0]?.status === 'applied');
  expect([detail.run.status, world.done.length]).toEqual(['cancelled', 1]);
});

test('a refusal that may pass is tried again, another one fails the run', async () => {
  let tries = 0;
  world.attempt = () => (++tries < 3 ? { kind: 'refused', error: { code: 'busy', message: 'Come back later.' }, retryable: true } : { kind: 'applied', result: {} });
  const patient = await engine.reaches(await engine.start(spec({ attempts: 5, backoffMs: 10 })), over);
  expect([patient.run.status, patient.effects[0]?.attempts, world.done.length]).toEqual(['succeeded', 3, 1]);
  world.attempt = () => ({ kind: 'refused', error: { code: 'no', message: 'Never.' }, retryable: false });
  const refused = await engine.reaches(await engine.start(spec({ attempts: 5, backoffMs: 10 })), over);
  expect([refused.run.error?.code, refused.effects[0]?.status, refused.effects[0]?.attempts]).toEqual(['no', 'refused', 1]);
});

test('losing our own database in the middle of a tool uses up none of its attempts', async () => {
  const runId = await engine.start({ key: 'lossy', title: 'Lossy', steps: [{ id: 'lossy', kind: 'tool', tool: 'test.loses_database', with: {} }] });
  const detail = await engine.reaches(runId, over);
  expect([detail.run.status, detail.steps[0]?.output, detail.steps[0]?.attempt]).toEqual(['succeeded', 'at last', 1]);
}, 30_000);
