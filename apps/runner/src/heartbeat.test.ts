import { afterAll, expect, test } from 'bun:test';
import { createLogger } from '@lime/kernel';
import { startHeartbeats } from './heartbeat.ts';
import { createServerApi } from './protocol/server-api.ts';
import { createStopSwitch } from './stop-switch.ts';

const log = createLogger({ name: 'test', level: 'silent' });
type Answer = (seen: number, waitMs: number) => Response | Promise<Response>;
const steps = new Map<string, Answer>();
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: async (request) => {
    const body = (await request.json()) as { messagesSeen: number; waitMs: number };
    return steps.get(new URL(request.url).pathname.split('/')[4] ?? '')?.(body.messagesSeen, body.waitMs) ?? new Response('', { status: 500 });
  },
});
afterAll(() => server.stop(true));
const api = createServerApi({ server: `http://127.0.0.1:${server.port}`, token: 't' });

const warnings: string[] = [];
const warned = (warning: Error) => void warnings.push(warning.name);
process.on('warning', warned);
afterAll(() => process.off('warning', warned));

function beat(stepId: string, answer: Answer, leaseSeconds = 0.1, heartbeatSeconds = 0.05, now = () => performance.now()) {
  steps.set(stepId, answer);
  const stop = createStopSwitch();
  const messages: string[] = [];
  const heartbeats = startHeartbeats({ api, held: { stepId, leaseToken: 'l' }, leaseSeconds, heartbeatSeconds, stop, log, now, onMessage: (text) => messages.push(text) });
  const stopped = new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve()));
  return { stop, messages, heartbeats, stopped };
}

test('a cancel in the answer stops the work', async () => {
  const { stop, heartbeats, stopped } = beat('1', () => Response.json({ cancel: true, messages: [] }), 3);
  await stopped;
  await heartbeats.end();
  expect(stop.reason()).toBe('cancelled');
});

test('a heartbeat waits at the server: a cancel and a message arrive while it does', async () => {
  const waits: number[] = [];
  const holding = [Promise.withResolvers<Response>(), Promise.withResolvers<Response>(), Promise.withResolvers<Response>()];
  const { stop, heartbeats, stopped, messages } = beat('5', (_, waitMs) => {
    waits.push(waitMs);
    return holding[waits.length - 1]?.promise ?? Response.json({ cancel: true, messages: [] });
  }, 90, 30);
  holding[0]?.resolve(Response.json({ cancel: false, messages: [{ seq: 7, text: 'mind the docs' }] }));
  while (waits.length < 2) await Bun.sleep(5);
  expect(messages).toEqual(['mind the docs']);
  holding[1]?.resolve(Response.json({ cancel: true, messages: [] }));
  await stopped;
  await heartbeats.end();
  expect([stop.reason(), waits]).toEqual(['cancelled', [30_000, 30_000]]);
});

test('after an answer that took longer than the time between two, the next heartbeat follows without a wait', async () => {
  const told: number[] = [];
  let clock = 0;
  const { heartbeats, stopped } = beat('7', (_, waitMs) => {
    clock += 60_000;
    told.push(waitMs);
    return Response.json({ cancel: told.length === 3, messages: [] });
  }, 90, 30, () => clock);
  await stopped;
  await heartbeats.end();
  expect(warnings).toEqual([]);
});

test('the end of the work does not wait for a heartbeat that is held', async () => {
  const asked = Promise.withResolvers<void>();
  const { heartbeats, stop } = beat('6', () => {
    asked.resolve();
    return new Promise<Response>(() => {});
  }, 90, 30);
  await asked.promise;
  await heartbeats.end();
  expect(stop.reason()).toBeNull();
});

test('a lost lease stops the work', async () => {
  const lost = { type: 't', title: 't', status: 409, code: 'lease_lost', detail: 'd', correlation_id: 'c' };
  const { stop, heartbeats, stopped } = beat('2', () => Response.json(lost, { status: 409 }), 3);
  await stopped;
  await heartbeats.end();
  expect(stop.reason()).toBe('lease_lost');
});

test('silence for a whole lease stops the work from here', async () => {
  const { stop, heartbeats, stopped } = beat('3', () => new Response('', { status: 503 }));
  await stopped;
  await heartbeats.end();
  expect(stop.reason()).toBe('heartbeats_failed');
});

test('each message is taken in once, and the server is told the last one seen', async () => {
  const told: number[] = [];
  let done: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (done = resolve));
  const { messages, heartbeats, stop } = beat('4', (seen) => {
    told.push(seen);
    if (told.length === 3) done();
    return Response.json({ cancel: false, messages: [{ seq: 4, text: 'first' }, { seq: 9, text: 'second' }] });
  }, 3);
  await finished;
  await heartbeats.end();
  expect(told.slice(0, 3)).toEqual([0, 9, 9]);
  expect(messages).toEqual(['first', 'second']);
  expect(stop.reason()).toBeNull();
});
