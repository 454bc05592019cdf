import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import type { HookResult } from '@lime/contracts';
import { queueHooks } from './commands/queue-hooks.ts';
import { runBeforeHooks } from './commands/run-before-hooks.ts';
import { runQueuedHooks } from './commands/run-queued-hooks.ts';
import { claimNextHook, finishHookRun } from './sql/hook-runs.ts';
import { openTestHooks, type TestHooks } from './testing/open-test-hooks.ts';

let hooks: TestHooks;
let tenantId: bigint;
beforeAll(async () => {
  hooks = await openTestHooks();
});
afterAll(() => hooks.close());
/** Each test has a tenant of its own. */
beforeEach(async () => {
  tenantId = await hooks.addTenant();
});

const save = (hook: Parameters<TestHooks['save']>[0]) => hooks.save(hook, tenantId);
const history = (hookId: bigint) => hooks.history(hookId, tenantId);
const tell = (event: Parameters<TestHooks['happening']>[0], occurrence: string, payload = {}) => hooks.in((tx) => queueHooks(hooks.ctx, tx, [hooks.happening(event, occurrence, payload, tenantId)]), tenantId);
const runAll = () => runQueuedHooks(hooks.ctx, tenantId);
const ask = (occurrence: string, payload = {}) => runBeforeHooks(hooks.ctx, tenantId, hooks.happening('before_agent_run', occurrence, payload, tenantId));

test('a hook is called once for what happened, and its history tells what it did', async () => {
  const hook = await save({ code: 'export default ({ event, payload }) => { console.log("hello"); return { event, payload }; }' });
  await tell('ticket_created', 'ticket:1', { title: 'T' });
  await tell('ticket_created', 'ticket:1', { title: 'T' });
  await runAll();
  await runAll();
  expect(await history(hook)).toMatchObject([{ status: 'done', outcome: 'ok', attempt: 1, output: { event: 'ticket_created', payload: { title: 'T' } }, log: 'hello', error: null, egress: [] }]);
});

test('nothing is queued for other events, other projects, or hooks that are switched off', async () => {
  const [other, off] = [await save({ code: '1', eventType: 'ticket_moved' }), await save({ code: '1', enabled: false })];
  await tell('ticket_created', 'x');
  expect([await history(other), await history(off)]).toEqual([[], []]);
});

test('TypeScript runs without its types, and an error is told with the line that its author wrote', async () => {
  const hook = await save({ code: 'type Context = { event: string };\n\nexport default (context: Context): string => {\n  throw new Error(`no ${context.event as string}`);\n};' });
  await tell('ticket_created', 'x');
  await runAll();
  expect(await history(hook)).toMatchObject([{ outcome: 'failed', output: null, error: { message: 'Error: no ticket_created', line: 4 } }]);
});

test.each([
  ['too deep', `export default () => { let a = 0; for (let i = 0; i < 40; i++) a = [a]; return a; }`, /deep/],
  ['too large', 'export default () => "x".repeat(70000)', /more than 65536 bytes/],
  ['with a __proto__ of its own', 'export default () => JSON.parse(\'{"a":{"__proto__":{"admin":true}}}\')', /__proto__/],
  ['no JSON', 'export default () => 10n', /BigInt/],
])('an output %s is refused', async (_, code, message) => {
  const hook = await save({ code });
  await tell('ticket_created', 'x');
  await runAll();
  const [run] = await history(hook);
  expect(run).toMatchObject({ outcome: 'failed', output: null });
  expect(run?.error?.message).toMatch(message);
});

test('text that Postgres cannot keep is kept as nearly as it can', async () => {
  const hook = await save({ code: 'export default () => { console.log("\\0 \\ud800"); return { "\\0": "\\0\\ud800" }; }' });
  await tell('ticket_created', 'x');
  await runAll();
  expect(await history(hook)).toMatchObject([{ outcome: 'ok', output: { '\uFFFD': '\uFFFD\uFFFD' }, log: '\uFFFD \uFFFD' }]);
});

test('a hook that fails is tried again as often as it says, each attempt on record', async () => {
  const hook = await save({ code: 'throw new Error("no")', maxAttempts: 2 });
  await tell('ticket_created', 'x');
  await runAll();
  expect(await history(hook)).toMatchObject([{ attempt: 2, status: 'queued' }, { attempt: 1, outcome: 'failed' }]);
  await hooks.in((tx) => tx.sql`UPDATE hook_runs SET run_after = now()`, tenantId);
  await runAll();
  expect(await history(hook)).toMatchObject([{ attempt: 2, outcome: 'failed' }, { attempt: 1, outcome: 'failed' }]);
});

test('a hook whose server has died is run by another, and what the first one says late counts no more', async () => {
  const hook = await save({ code: '1' });
  await tell('ticket_created', 'x');
  const claimed = await hooks.in(claimNextHook, tenantId);
  await runAll();
  expect(await history(hook)).toMatchObject([{ status: 'running' }]);
  await hooks.in((tx) => tx.sql`UPDATE hook_runs SET lease_expires_at = now() - interval '1 second'`, tenantId);
  await runAll();
  if (!claimed) throw new Error('nothing was claimed');
  const late: HookResult = { outcome: 'failed', output: null, error: null, log: 'late', egress: [], durationMs: 1 };
  await hooks.in((tx) => tx.sql`UPDATE hook_runs SET status = 'running', outcome = NULL`, tenantId);
  expect(await hooks.in((tx) => finishHookRun(tx, claimed, late), tenantId)).toBe(false);
  expect(await hooks.in((tx) => finishHookRun(tx, { ...claimed, claims: 2 }, { ...late, outcome: 'ok', log: 'in time' }), tenantId)).toBe(true);
  expect(await history(hook)).toMatchObject([{ status: 'done', outcome: 'ok', log: 'in time' }]);
});

test('a hook that ends whoever runs it is given up', async () => {
  const hook = await save({ code: '1' });
  await tell('ticket_created', 'x');
  await hooks.in((tx) => tx.sql`UPDATE hook_runs SET status = 'running', claims = 4, lease_expires_at = now() - interval '1 second'`, tenantId);
  await runAll();
  expect(await history(hook)).toMatchObject([{ outcome: 'failed', error: { message: 'the server that ran it has stopped' } }]);
});

test('of one tenant at most four are claimed at once, and another tenant has places of its own', async () => {
  await save({ code: '1' });
  for (let n = 0; n < 6; n += 1) await tell('ticket_created', `x${n}`);
  const claims = await Promise.all(Array.from({ length: 6 }, () => hooks.in(claimNextHook, tenantId)));
  expect(claims.filter((claim) => claim !== null).length).toBe(4);
  const other = await hooks.addTenant();
  await hooks.save({ code: '1' }, other);
  await hooks.in((tx) => queueHooks(hooks.ctx, tx, [hooks.happening('ticket_created', 'x', {}, other)]), other);
  expect(await hooks.in(claimNextHook, other)).not.toBeNull();
});

test('a hook before something may refuse it, with a reason; who is asked after it is not asked', async () => {
  await save({ eventType: 'before_agent_run', code: 'export default () => ({ fine: true })' });
  const denying = await save({ eventType: 'before_agent_run', name: 'Freeze', code: 'export default ({ payload }) => payload.title === "T" && { deny: "not today" }' });
  const last = await save({ eventType: 'before_agent_run', code: '1' });
  expect(await ask('run:1', { title: 'T' })).toEqual({ kind: 'denied', hookId: denying, hookName: 'Freeze', reason: 'not today' });
  expect(await history(denying)).toMatchObject([{ outcome: 'denied', output: { deny: 'not today' } }]);
  expect(await history(last)).toEqual([]);
  expect(await ask('run:2', { title: 'else' })).toEqual({ kind: 'allowed' });
});

test('asked again about the same, a hook is not run again, and its answer stands', async () => {
  const hook = await save({ eventType: 'before_agent_run', name: 'Once', code: 'export default () => ({ deny: String(Math.random()) })' });
  const first = await ask('run:1');
  expect(await ask('run:1')).toEqual(first);
  expect((await history(hook)).length).toBe(1);
});

test.each([
  ['throws', 'throw new Error("no")'], ['takes too long', 'for (;;) {}'], ['says nothing', 'export default () => {}'], ['does not refuse', 'export default () => ({ deny: null })'],
])('a hook before something that %s lets it go on', async (_, code) => {
  await save({ eventType: 'before_agent_run', code, timeoutMs: 200 });
  expect(await ask('run:1')).toEqual({ kind: 'allowed' });
});

test('nobody waits for a hook when what it is asked about is over', async () => {
  const hook = await save({ eventType: 'before_agent_run', code: 'for (;;) {}', timeoutMs: 30_000 });
  expect(await runBeforeHooks(hooks.ctx, tenantId, hooks.happening('before_agent_run', 'run:1', {}, tenantId), AbortSignal.timeout(300))).toEqual({ kind: 'allowed' });
  expect(await history(hook)).toMatchObject([{ outcome: 'failed' }]);
});

test('only a hook before something can refuse', async () => {
  const hook = await save({ code: 'export default () => ({ deny: "no" })' });
  await tell('ticket_created', 'x');
  await runAll();
  expect(await history(hook)).toMatchObject([{ outcome: 'ok' }]);
});
