import { afterAll, beforeAll, expect, test } from 'bun:test';
import { openTestEngine, type TestEngine } from '../testing/open-test-engine.ts';

const calls: string[] = [];
let inFlight = 0;
let mostInFlight = 0;
let engine: TestEngine;

beforeAll(async () => {
  engine = await openTestEngine({
    tools: {
      'test.echo': async (call) => {
        calls.push(String(call.input['say']));
        return { kind: 'done', output: { said: call.input['say'] ?? null } };
      },
      'test.busy': async (call) => {
        mostInFlight = Math.max(mostInFlight, ++inFlight);
        await Bun.sleep(3);
        inFlight -= 1;
        return { kind: 'done', output: call.input['n'] ?? null };
      },
      'test.flaky': async () => (calls.push('flaky') < 0 || calls.filter((call) => call === 'flaky').length < 3 ? { kind: 'failed', error: { code: 'flaky', message: 'not yet' }, retryable: true } : { kind: 'done', output: 'at last' }),
      'test.fail': async () => ({ kind: 'failed', error: { code: 'broken', message: 'It is broken.' }, retryable: true }),
    },
    workflows: [{ key: 'child', title: 'Child', steps: [{ id: 'echo', kind: 'tool', tool: 'test.echo', with: { say: '$input.say' } }], output: { heard: '$steps.echo.output.said' } }],
  });
});
afterAll(() => engine.close());

const over = (detail: { run: { status: string } }) => ['succeeded', 'failed', 'cancelled'].includes(detail.run.status);

test('steps run in order, and later ones see what earlier ones gave', async () => {
  const runId = await engine.start({
    key: 'two', title: 'Two',
    steps: [
      { id: 'first', kind: 'tool', tool: 'test.echo', with: { say: '$input.word' } },
      { id: 'never', kind: 'tool', tool: 'test.fail', with: {}, when: '$input.absent' },
      { id: 'second', kind: 'tool', tool: 'test.echo', with: { say: '$steps.first.output.said' } },
    ],
    output: { said: '$steps.second.output.said' },
  }, { word: 'hello' });
  const detail = await engine.reaches(runId, over);
  expect(detail.run.status).toBe('succeeded');
  expect(detail.steps.map((step) => [step.key, step.status])).toEqual([['first', 'succeeded'], ['never', 'skipped'], ['second', 'succeeded']]);
  const [row]: { output: unknown }[] = await engine.in((tx) => tx.sql`SELECT output FROM runs WHERE id = ${runId}`);
  expect(row?.output).toEqual({ said: 'hello' });
});

test('a failed step is tried again after its backoff, as often as it may', async () => {
  const spec = { key: 'retry', title: 'Retry', steps: [{ id: 'flaky', kind: 'tool', tool: 'test.flaky', with: {}, retry: { attempts: 3, backoffMs: 10 } }] };
  const detail = await engine.reaches(await engine.start(spec), over);
  expect(detail.run.status).toBe('succeeded');
  expect(detail.steps[0]?.attempt).toBe(3);
});

test('a step that keeps failing fails the run with its error', async () => {
  const spec = { key: 'fail', title: 'Fail', steps: [{ id: 'fail', kind: 'tool', tool: 'test.fail', with: {}, retry: { attempts: 2, backoffMs: 0 } }] };
  const detail = await engine.reaches(await engine.start(spec), over);
  expect(detail.run.error).toEqual({ code: 'broken', message: 'It is broken.' });
  expect(detail.steps[0]?.attempt).toBe(2);
});

test('a map of 100 with a limit of 4 never has more than 4 in flight', async () => {
  const spec = { key: 'fan', title: 'Fan', steps: [{ id: 'fan', kind: 'map', over: '$input.items', limit: 4, step: { id: 'busy', kind: 'tool', tool: 'test.busy', with: { n: '$item' } } }], output: { all: '$steps.fan.output' } };
  const items = Array.from({ length: 100 }, (_, index) => index);
  const detail = await engine.reaches(await engine.start(spec, { items }), over);
  expect(detail.run.status).toBe('succeeded');
  expect(detail.steps.find((step) => step.key === 'fan')?.output).toEqual(items);
  expect(mostInFlight).toBeGreaterThan(1);
  expect(mostInFlight).toBeLessThanOrEqual(4);
});

test('a child run gives its output to the step that started it', async () => {
  const spec = { key: 'parent', title: 'Parent', steps: [{ id: 'sub', kind: 'child', workflow: 'child', input: { say: 'deep' } }], output: { heard: '$steps.sub.output.heard' } };
  const detail = await engine.reaches(await engine.start(spec), over);
  expect(detail.run.status).toBe('succeeded');
  expect(detail.steps[0]?.output).toEqual({ heard: 'deep' });
});

test('a wait sleeps until its time', async () => {
  const spec = { key: 'nap', title: 'Nap', steps: [{ id: 'nap', kind: 'wait', for: { seconds: 0 } }, { id: 'echo', kind: 'tool', tool: 'test.echo', with: { say: 'awake' } }] };
  const detail = await engine.reaches(await engine.start(spec), over);
  expect(detail.steps.map((step) => step.status)).toEqual(['succeeded', 'succeeded']);
});

test('the events of a run are numbered without holes', async () => {
  const rows: { holes: number }[] = await engine.in((tx) => tx.sql`
    SELECT count(*)::int AS holes FROM runs r WHERE r.last_seq <> (SELECT count(*) FROM run_events e WHERE e.tenant_id = r.tenant_id AND e.run_id = r.id)
      OR r.last_seq <> (SELECT max(seq) FROM run_events e WHERE e.tenant_id = r.tenant_id AND e.run_id = r.id)`);
  expect(rows[0]?.holes).toBe(0);
});
