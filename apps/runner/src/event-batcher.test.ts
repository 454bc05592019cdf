import { expect, test } from 'bun:test';
import type { RunEventBody } from '@lime/contracts';
import { createEventBatcher } from './event-batcher.ts';
import type { CallResult } from './protocol/call-server.ts';

type Sent = { batch: number; events: RunEventBody[] };

function collector(answer: (sent: Sent, attempt: number) => CallResult<unknown> = () => ({ kind: 'ok', value: null })) {
  const tries: Sent[] = [];
  const kept = new Map<number, RunEventBody[]>();
  const send = async (batch: number, events: RunEventBody[]): Promise<CallResult<unknown>> => {
    tries.push({ batch, events });
    const result = answer({ batch, events }, tries.length);
    if (result.kind === 'ok') kept.set(batch, events);
    return result;
  };
  return { send, tries, kept };
}

const status = (text: string): RunEventBody => ({ type: 'status', text });
const never = new AbortController().signal;

test('events arrive once and in order although every other call fails', async () => {
  const server = collector((_, attempt) => (attempt % 2 ? { kind: 'unreachable', message: 'down' } : { kind: 'ok', value: null }));
  const batcher = createEventBatcher({ send: server.send, signal: never, onRefused: () => undefined });
  const said = Array.from({ length: 1001 }, (_, index) => status(`event ${index}`));
  for (const event of said) await batcher.emit(event);
  await batcher.flush();
  expect([...server.kept.keys()]).toEqual([1, 2, 3, 4, 5, 6]);
  expect([...server.kept.values()].flat()).toEqual(said);
  for (const sent of server.tries) expect(server.kept.get(sent.batch)).toEqual(sent.events);
});

test('after a lost lease nothing more is sent, and nobody waits for room', async () => {
  const server = collector(() => ({ kind: 'lease_lost' }));
  let refused = 0;
  const batcher = createEventBatcher({ send: server.send, signal: never, onRefused: () => refused++ });
  for (let index = 0; index < 25_000; index++) await batcher.emit(status('x'));
  await batcher.flush();
  expect(server.tries.length).toBe(1);
  expect(refused).toBe(1);
});

test('a slow server makes the speaker wait instead of filling memory', async () => {
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const batcher = createEventBatcher({ send: async () => (await gate, { kind: 'ok', value: null }), signal: never, onRefused: () => undefined });
  let said = 0;
  const speaker = (async () => {
    for (; said < 20_000; said++) await batcher.emit(status('x'));
  })();
  await Bun.sleep(0);
  await new Promise((resolve) => setImmediate(resolve));
  expect(said).toBeLessThan(20_000);
  open();
  await speaker;
  await batcher.flush();
  expect(said).toBe(20_000);
});

test('crumbs of output are joined, long texts split, and neither NUL nor torn surrogates are sent', async () => {
  const server = collector();
  const batcher = createEventBatcher({ send: server.send, signal: never, onRefused: () => undefined });
  const crumb = (text: string): RunEventBody => ({ type: 'tool', name: 'check', phase: 'output', text });
  await batcher.emit(crumb('a\0'));
  await batcher.emit(crumb('b'));
  await batcher.emit({ type: 'log', text: `x${'😀'.repeat(40_000)}` });
  await batcher.flush();
  const events = [...server.kept.values()].flat();
  expect(events[0]).toEqual(crumb('a\uFFFDb'));
  const rest = events.slice(1).map((event) => ('text' in event ? event.text : ''));
  expect(rest.every((text) => text.length <= 32_000 && text.isWellFormed())).toBe(true);
  expect(rest.join('')).toBe(`x${'😀'.repeat(40_000)}`);
});

test('what a step says without end is not kept without end, and what it came to is told all the same', async () => {
  const server = collector();
  const batcher = createEventBatcher({ send: server.send, signal: never, onRefused: () => undefined });
  for (let index = 0; index < 3000; index += 1) await batcher.emit(status('x'.repeat(32_000)));
  for (let index = 0; index < 3000; index += 1) await batcher.emit({ type: 'message', role: 'assistant', text: 'x' });
  await batcher.emit({ type: 'error', code: 'agent_failed', text: 'told' });
  await batcher.flush();
  const kept = [...server.kept.values()].flat();
  expect(kept.length).toBeLessThan(2100);
  expect(kept.slice(-2)).toMatchObject([{ code: 'transcript_full' }, { text: 'told' }]);
});
