import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type Json, WorkflowSpec, type JsonObject, type RunDetail } from '@lime/contracts';
import { signalRun } from '../commands/signal-run.ts';
import { openTestEngine, type TestEngine } from '../testing/open-test-engine.ts';

let engine: TestEngine;
let unstorable = 0;
let faulty = 0;
beforeAll(async () => {
  engine = await openTestEngine({
    tools: {
      'test.echo': async (call) => ({ kind: 'done', output: call.input }),
      'test.commits': async (call) => ({ kind: 'done', output: 1, commit: async (tx) => void (await tx.sql`INSERT INTO concurrency_limits (tenant_id, scope, max) VALUES (${tx.tenantId}, ${`run ${call.runId}`}, 1)`) }),
      'test.unstorable': async () => {
        unstorable += 1;
        return { kind: 'done', output: 'a\0b' };
      },
      'test.faulty': async () => {
        faulty += 1;
        return { kind: 'done', output: 1, commit: async () => { throw new Error('a fault of ours'); } };
      },
      'test.item': async (call) => (call.input['n'] === 3 ? { kind: 'failed', error: { code: 'three', message: 'Not three.' }, retryable: false } : { kind: 'done', output: call.input['n'] ?? null }),
    },
    workflows: [
      { key: 'endless', title: 'Endless', steps: [{ id: 'deeper', kind: 'child', workflow: 'endless', input: {} }] },
      { key: 'echo', title: 'Echo', steps: [{ id: 'say', kind: 'tool', tool: 'test.echo', with: { said: '$input.say' } }], output: { said: '$steps.say.output.said' } },
    ],
  });
});
afterAll(() => engine.close());

const over = (detail: RunDetail) => ['succeeded', 'failed', 'cancelled'].includes(detail.run.status);
const spec = (...steps: object[]) => ({ key: 's', title: 'S', steps });
const run = async (steps: object[], input: JsonObject = {}) => engine.reaches(await engine.start(spec(...steps), input), over);
const echo = (withs: object) => ({ id: 'echo', kind: 'tool', tool: 'test.echo', with: withs });

test('references reach into input, outputs, lists and items; what is not there is null, what is no reference stays', async () => {
  const detail = await run([
    { ...echo({ list: [1, { deep: 'x' }] }), id: 'first' },
    echo({ a: '$input.a.b', item: '$steps.first.output.list.1.deep', none: '$input.no.such', later: '$steps.never.output', text: '$money', nested: [{ x: '$input.a' }], proto: '$input.__proto__', fn: '$input.constructor' }),
  ], { a: { b: 7 } });
  expect(detail.steps[1]?.output).toEqual({ a: 7, item: 'x', none: null, later: null, text: '$money', nested: [{ x: { b: 7 } }], proto: null, fn: null });
});

test.each<[Json, 'succeeded' | 'skipped']>([[true, 'succeeded'], ['yes', 'succeeded'], [1, 'succeeded'], [[], 'succeeded'], [false, 'skipped'], [0, 'skipped'], ['', 'skipped'], [null, 'skipped']])('a step with `when` %j is %s', async (flag, status) => {
  const detail = await run([{ ...echo({}), when: '$input.flag' }, { ...echo({ seen: '$steps.echo.output' }), id: 'after' }], { flag });
  expect(detail.steps[0]?.status).toBe(status);
  if (status === 'skipped') expect(detail.steps[1]?.output).toEqual({ seen: null });
});

test('a step with several `when` needs all of them', async () => {
  const detail = await run([{ ...echo({}), when: ['$input.yes', '$input.no'] }, { ...echo({}), id: 'both', when: ['$input.yes', '$input.yes'] }], { yes: true, no: false });
  expect(detail.steps.map((step) => step.status)).toEqual(['skipped', 'succeeded']);
});

test('a signal that comes in time is what the step gives; another name, or the same again, finds nobody', async () => {
  const runId = await engine.start(spec({ id: 'bell', kind: 'wait', for: { signal: 'bell', timeoutSeconds: 60 } }, echo({ heard: '$steps.bell.output.tone' })));
  await engine.reaches(runId, (detail) => detail.run.waitingOn === 'signal');
  const signal = (name: string) => engine.in((tx) => signalRun(engine.ctx, tx, runId, name, { tone: 'ding' }));
  expect(await signal('horn')).toBe(false);
  const rung = await Promise.all([signal('bell'), signal('bell')]);
  expect(rung.toSorted()).toEqual([false, true]);
  expect((await engine.reaches(runId, over)).steps[1]?.output).toEqual({ heard: 'ding' });
});

test('a signal that does not come in time fails the run', async () => {
  const detail = await run([{ id: 'bell', kind: 'wait', for: { signal: 'bell', timeoutSeconds: 1 } }]);
  expect(detail.run.error?.code).toBe('signal_timed_out');
});

test('a wait until a time that has passed goes on at once; one that is no time fails', async () => {
  expect((await run([{ id: 'nap', kind: 'wait', for: { until: '$input.at' } }], { at: '2020-01-01T00:00:00Z' })).run.status).toBe('succeeded');
  expect((await run([{ id: 'nap', kind: 'wait', for: { until: '$input.at' } }], { at: 'tomorrow' })).run.error?.code).toBe('step_input_invalid');
});

test("a tool's own rows are committed with its result", async () => {
  const detail = await run([{ id: 'rows', kind: 'tool', tool: 'test.commits', with: {} }, echo({})]);
  const rows: unknown[] = await engine.in((tx) => tx.sql`SELECT 1 FROM concurrency_limits WHERE scope = ${`run ${detail.run.id}`}`);
  expect([detail.run.status, rows.length]).toEqual(['succeeded', 1]);
});

const faultyTool = { id: 'bad', kind: 'tool', tool: 'test.faulty', with: {} };
const fanOf = (step: object) => ({ id: 'fan', kind: 'map', over: '$input.items', limit: 2, step });

test.each([['a run', faultyTool], ["a map's item", fanOf(faultyTool)]])('%s that a fault keeps from going on is given up, instead of being tried for ever', async (_, step) => {
  faulty = 0;
  const runId = await engine.start(spec(step), { items: [1] });
  for (let tries = 1; tries < 3; tries += 1) {
    while (faulty < tries || engine.ctx.held.runs.size + engine.ctx.held.steps.size > 0) await Bun.sleep(20);
    await engine.in(async (tx) => {
      await tx.sql`UPDATE runs SET lease_expires_at = now() - interval '1 second' WHERE id = ${runId} AND lease_expires_at IS NOT NULL`;
      await tx.sql`UPDATE run_steps SET lease_expires_at = now() - interval '1 second', due_at = now() - interval '1 second' WHERE run_id = ${runId} AND lease_expires_at IS NOT NULL`;
    });
  }
  const detail = await engine.reaches(runId, over);
  expect([detail.run.status, detail.run.error?.code, faulty]).toEqual(['failed', 'internal', 3]);
}, 30_000);

const unstorableTool = { id: 'nul', kind: 'tool', tool: 'test.unstorable', with: {} };

test.each([['a run', unstorableTool], ["a map's item", fanOf(unstorableTool)]])('%s whose result Postgres refuses fails at once and says so', async (_, step) => {
  unstorable = 0;
  const detail = await run([step], { items: [1] });
  expect([detail.run.error?.code, detail.run.error?.message, unstorable]).toEqual(['result_refused', expect.stringContaining('unsupported Unicode'), 1]);
}, 40_000);

test('a result that Postgres refuses does not fail the steps that are committed with it', async () => {
  const statuses = await Promise.all(Array.from({ length: 12 }, async (_, index) => (await run([index === 5 ? unstorableTool : echo({ index })])).run.status));
  expect(statuses.map((status, index) => (status === 'failed' ? index : null)).filter((index) => index !== null)).toEqual([5]);
}, 40_000);

test('runs nest ten deep and no deeper; all of them end', async () => {
  const detail = await run([{ id: 'down', kind: 'child', workflow: 'endless', input: {} }]);
  expect(detail.run.error?.code).toBe('too_deep');
  const [row]: { deepest: number; open: number }[] = await engine.in((tx) => tx.sql`SELECT max(depth)::int AS deepest, count(*) FILTER (WHERE ended_at IS NULL)::int AS open FROM runs`);
  expect(row).toEqual({ deepest: 10, open: 0 });
});

test('a map over children gives their outputs in order, and over nothing gives nothing', async () => {
  const fan = { id: 'fan', kind: 'map', over: '$input.items', limit: 2, step: { id: 'one', kind: 'child', workflow: 'echo', input: { say: '$item' } } };
  const detail = await run([fan], { items: ['a', 'b', 'c', 'd', 'e'] });
  expect(detail.steps[0]?.output).toEqual(['a', 'b', 'c', 'd', 'e'].map((said) => ({ said })));
  expect((await run([fan], { items: [] })).steps[0]?.output).toEqual([]);
});

test('the first item that fails fails the map, and the others are not left open', async () => {
  const detail = await run([{ id: 'fan', kind: 'map', over: '$input.items', limit: 1, step: { id: 'one', kind: 'tool', tool: 'test.item', with: { n: '$item' } } }], { items: [1, 2, 3, 4, 5] });
  expect(detail.run.error).toEqual({ code: 'three', message: 'Not three.' });
  expect(detail.steps.filter((step) => ['queued', 'running', 'waiting'].includes(step.status))).toEqual([]);
});

test.each([
  ['a map over something that is no list', { id: 'fan', kind: 'map', over: '$input.x', limit: 1, step: { id: 'one', kind: 'tool', tool: 'test.echo', with: {} } }, 'step_input_invalid'],
  ['a child of an unknown workflow', { id: 'sub', kind: 'child', workflow: 'nowhere', input: {} }, 'workflow_unknown'],
  ['an unknown tool', { id: 't', kind: 'tool', tool: 'test.nothing', with: {} }, 'tool_unknown'],
  ['an agent without a repository', { id: 'work', kind: 'agent', provider: 'recipe', mode: 'implement', with: { title: 'x' } }, 'step_input_invalid'],
  ['an agent of an unknown provider', { id: 'work', kind: 'agent', provider: '$input.x', mode: 'implement', with: { title: 'x' } }, 'step_input_invalid'],
])('%s fails the run with what is wrong', async (_, step, code) => {
  const detail = await run([step], { x: 'something' });
  expect([detail.run.status, detail.run.error?.code]).toEqual(['failed', code]);
  expect(detail.steps.filter((each) => ['queued', 'running', 'waiting'].includes(each.status))).toEqual([]);
});

test.each([
  ['no steps', spec()],
  ['an id twice', spec(echo({}), echo({}))],
  ['a gate about a later step', spec({ id: 'g', kind: 'gate', question: '?', artifact: { step: 'later', kind: 'diff' }, policy: {} }, { ...echo({}), id: 'later' })],
  ['a reference that is none', spec({ ...echo({}), when: 'input.flag' })],
  ['a map of maps', spec({ id: 'm', kind: 'map', over: '$input.x', limit: 1, step: { id: 'n', kind: 'map', over: '$item', limit: 1, step: echo({}) } })],
  ['a map without a limit', spec({ id: 'm', kind: 'map', over: '$input.x', step: echo({}) })],
  ['an unknown kind', spec({ id: 'x', kind: 'magic' })],
  ['a hundred and one steps', spec(...Array.from({ length: 101 }, (_, index) => ({ ...echo({}), id: `s${index}` })))],
])('a workflow with %s is refused', (_, wrong) => {
  expect(WorkflowSpec.safeParse(wrong).success).toBe(false);
});

test('a run keeps the workflow it was started with', async () => {
  const runId = await engine.start(spec({ id: 'nap', kind: 'wait', for: { signal: 'go', timeoutSeconds: 60 } }, echo({ version: 1 })));
  await engine.reaches(runId, (detail) => detail.run.waitingOn === 'signal');
  await engine.reaches(await engine.start(spec({ id: 'nap', kind: 'wait', for: { seconds: 0 } }, echo({ version: 2 }))), over);
  await engine.in((tx) => signalRun(engine.ctx, tx, runId, 'go', null));
  expect((await engine.reaches(runId, over)).steps[1]?.output).toEqual({ version: 1 });
});
