import { afterEach, expect, test } from 'bun:test';
import { once } from 'node:events';
import { Assignment } from '@lime/contracts';
import { createLogger } from '@lime/kernel';
import { createServerApi } from './protocol/server-api.ts';
import { runAssignment, type StepOutcome, type StepWork } from './run-assignment.ts';
import { createStopSwitch } from './stop-switch.ts';
import { assignmentFor, startProtocolServer, token } from './testing/protocol-server.ts';

const log = createLogger({ name: 'test', level: 'silent' });
const running: { stop: () => void }[] = [];
afterEach(() => {
  for (const server of running.splice(0)) server.stop();
});

const succeeded: StepOutcome = {
  status: 'succeeded', artifacts: [],
  output: { summary: 's', changed: false, baseSha: 'b', targetRef: 'main', stats: { filesChanged: 0, insertions: 0, deletions: 0 }, checks: { before: [], after: [] }, timings: {} },
};
const failed: StepOutcome = { status: 'failed', error: { code: 'recipe_failed', message: 'it broke' }, retryable: false };

function begin(work: (step: StepWork) => Promise<StepOutcome>, rest: { leaseSeconds?: number; timeoutSeconds?: number } = {}) {
  const server = startProtocolServer();
  running.push(server);
  const stop = createStopSwitch();
  const assignment = Assignment.parse(assignmentFor('5', rest));
  const done = runAssignment({ api: createServerApi({ server: server.url, token }), assignment, heartbeatSeconds: 0.05, stop, abandon: new AbortController().signal, work, log });
  return { server, stop, done, step: server.step('5') };
}

/** Work that goes on until it is stopped. */
async function untilStopped({ signal, emit }: StepWork): Promise<StepOutcome> {
  await emit({ type: 'status', text: 'working' });
  await once(signal, 'abort');
  return failed;
}

test('what was said is with the server before the outcome is', async () => {
  const { done, step } = begin(async ({ emit }) => {
    for (let index = 0; index < 500; index++) await emit({ type: 'status', text: `${index}` });
    return succeeded;
  });
  expect(await done).toEqual(succeeded);
  expect(step.events.map((event) => ('text' in event ? event.text : ''))).toEqual(Array.from({ length: 500 }, (_, index) => `${index}`));
  expect(step.outcome?.status).toBe('succeeded');
});

test('a cancel reaches the work by heartbeat and is reported', async () => {
  const { done, server, step } = begin(untilStopped);
  server.state.cancel = true;
  expect(await done).toEqual({ status: 'cancelled', artifacts: [] });
  expect(step.outcome).toEqual({ status: 'cancelled', artifacts: [] });
});

test('after a cancel the work so far may still be handed in; after a lost lease nothing may', async () => {
  const handedIn: boolean[] = [];
  const unfinished = async (work: StepWork): Promise<StepOutcome> => {
    await untilStopped(work);
    handedIn.push(!work.handIn.aborted);
    return { ...failed, artifacts: [{ kind: 'partial_diff', name: 'p', mime: 'text/x-diff', sha256: 'a'.repeat(64), size: 1 }] };
  };
  const cancelled = begin(unfinished);
  cancelled.server.state.cancel = true;
  await cancelled.done;
  expect(cancelled.step.outcome).toMatchObject({ status: 'cancelled', artifacts: [{ kind: 'partial_diff' }] });
  const lost = begin(unfinished);
  await lost.server.until(() => lost.step.events.length === 1);
  lost.server.state.leaseLost = true;
  expect(await lost.done).toBeNull();
  expect(handedIn).toEqual([true, false]);
});

test('a lost lease stops the work and nothing more is written', async () => {
  const { done, server, step } = begin(untilStopped);
  await server.until(() => step.events.length === 1);
  server.state.leaseLost = true;
  expect(await done).toBeNull();
  expect(step.outcome).toBeNull();
});

test('with the server gone for a whole lease the work is stopped from here', async () => {
  const { done, server, step, stop } = begin(untilStopped, { leaseSeconds: 1 });
  await server.until(() => step.heartbeats > 0);
  server.state.away = true;
  expect(await done).toBeNull();
  expect(stop.reason()).toBe('heartbeats_failed');
});

test('work that takes too long fails as timed_out', async () => {
  const { done, step } = begin(untilStopped, { timeoutSeconds: 1 });
  expect(await done).toMatchObject({ status: 'failed', error: { code: 'timed_out' }, retryable: false });
  expect(step.outcome).toMatchObject({ error: { message: expect.stringContaining('1 s') } });
});

test('work that is finished while the server is away is reported when it is back', async () => {
  let away: () => void = () => undefined;
  const { done, server, step } = begin(async () => {
    await Promise.resolve();
    away();
    return succeeded;
  });
  away = () => {
    server.state.away = true;
    setTimeout(() => (server.state.away = false), 300);
  };
  expect(await done).toEqual(succeeded);
  expect(step.outcome?.status).toBe('succeeded');
});

test('a message of a person is acknowledged in the transcript, once', async () => {
  const { done, server, step } = begin(untilStopped);
  server.state.messages = [{ seq: 3, text: 'mind the docs' }];
  await server.until(() => step.heartbeats > 3 && step.events.some((event) => event.type === 'message'));
  server.state.cancel = true;
  await done;
  expect(step.events.filter((event) => event.type === 'message').map((event) => event.text)).toEqual(['Message passed to the agent.']);
});

test('a bug in the work fails the step and does not end the runner', async () => {
  const { done } = begin(async () => {
    throw new Error('cannot read https://user:secret@example.com/x');
  });
  const outcome = await done;
  expect(outcome).toMatchObject({ status: 'failed', error: { code: 'runner_error' }, retryable: true });
  expect(JSON.stringify(outcome)).not.toContain('secret');
});
