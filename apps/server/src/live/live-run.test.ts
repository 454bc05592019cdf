import { afterAll, beforeAll, expect, test } from 'bun:test';
import { Assignment, CreatedRunnerToken, LiveMessage, Registered, RunSummary } from '@lime/contracts';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';

let app: TestApp;
let admin: Admin;
let runner: { token: string; id: string };
const watchers = new Set<WebSocket>();

beforeAll(async () => {
  app = await openTestApp();
  admin = await app.addTenant('live');
  const { token } = CreatedRunnerToken.parse(await (await admin.call('POST', '/runner-tokens', { name: 'r' })).json());
  const registered = await runnerCall(token, '/register', { name: 'r', protocol: 1, labels: [], providers: ['recipe'], capacity: 64 });
  runner = { token, id: Registered.parse(await registered.json()).runnerId };
});
afterAll(async () => {
  for (const socket of watchers) socket.close();
  await app.close();
});

const runnerCall = (token: string, path: string, body: unknown) => fetch(`${app.origin}/runner/v1${path}`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** A run whose step this test's runner holds. */
async function claimedRun(): Promise<Assignment> {
  const started = await admin.call('POST', '/agent-runs', { title: 'T', repository: { url: 'https://example.org/r.git' }, recipe: { name: 'command', options: { command: 'true' } } });
  RunSummary.parse(await started.json());
  return Assignment.parse(await (await runnerCall(runner.token, '/claim', { runnerId: runner.id, waitMs: 10_000 })).json());
}
const write = async (step: Assignment, batch: number, count: number) => {
  const events = Array.from({ length: count }, (_, index) => ({ type: 'log', text: `${batch}.${index}` }));
  expect((await runnerCall(runner.token, `/steps/${step.stepId}/events`, { leaseToken: step.leaseToken, batch, events })).status).toBe(200);
};
const lastSeqOf = async (runId: string) => {
  const [row]: { last_seq: bigint }[] = await app.parts.db.tenant(admin.tenantId, (tx) => tx.sql`SELECT last_seq FROM runs WHERE id = ${BigInt(runId)}`);
  return Number(row?.last_seq);
};

type Watcher = { socket: WebSocket; seqs: number[]; messages: LiveMessage[]; has(done: () => boolean): Promise<void> };

/** Watches a topic from after `seq`; `has` resolves once what has come in satisfies the test. */
function watch(topic: string, after: number, as: Admin = admin): Promise<Watcher> {
  const socket = new WebSocket(`${app.origin.replace('http', 'ws')}/ws`, { headers: { authorization: `Bearer ${as.token}` } });
  watchers.add(socket);
  const seqs: number[] = [];
  const messages: LiveMessage[] = [];
  let look: () => void = () => {};
  socket.addEventListener('message', ({ data }) => {
    const message = LiveMessage.parse(JSON.parse(String(data)));
    messages.push(message);
    if (message.op === 'events') seqs.push(...message.events.map((event) => event.seq));
    look();
  });
  const has = (done: () => boolean) =>
    new Promise<void>((resolve) => {
      look = () => done() && resolve();
      look();
    });
  return new Promise((resolve) =>
    socket.addEventListener('open', () => {
      socket.send(JSON.stringify({ op: 'subscribe', topic, after }));
      resolve({ socket, seqs, messages, has });
    }));
}
const oneTo = (last: number, from = 1) => Array.from({ length: last - from + 1 }, (_, index) => from + index);

test('fifty watchers who come at any time, while several write, each see every event once and in order', async () => {
  const step = await claimedRun();
  const topic = `run:${step.runId}`;
  const early = await Promise.all(Array.from({ length: 25 }, () => watch(topic, 0)));
  const writing = (async () => {
    for (let batch = 1; batch <= 30; batch += 1) await write(step, batch, 20);
  })();
  const talking = Promise.all(Array.from({ length: 20 }, (_, index) => admin.call('POST', `/agent-runs/${step.runId}/messages`, { text: `m${index}` })));
  const late = (async () => {
    const joined: Watcher[] = [];
    for (let index = 0; index < 25; index += 1) joined.push(await watch(topic, 0));
    return joined;
  })();
  await Promise.all([writing, talking]);
  const last = await lastSeqOf(step.runId);
  expect(last).toBeGreaterThan(620);
  for (const watcher of [...early, ...(await late)]) {
    await watcher.has(() => watcher.seqs.at(-1) === last);
    expect(watcher.seqs).toEqual(oneTo(last));
  }
}, 60_000);

test('a watcher who loses the connection again and again, and goes on from the last event seen, misses and repeats nothing', async () => {
  const step = await claimedRun();
  const topic = `run:${step.runId}`;
  const seen: number[] = [];
  let writing = true;
  const writer = (async () => {
    for (let batch = 1; batch <= 40; batch += 1) await write(step, batch, 15);
    writing = false;
  })();
  while (writing) {
    const watcher = await watch(topic, seen.at(-1) ?? 0);
    await Promise.race([watcher.has(() => watcher.seqs.length > 30), writer]);
    seen.push(...watcher.seqs);
    watcher.socket.close();
  }
  await writer;
  const last = await lastSeqOf(step.runId);
  const watcher = await watch(topic, seen.at(-1) ?? 0);
  await watcher.has(() => (watcher.seqs.at(-1) ?? seen.at(-1)) === last);
  expect([...seen, ...watcher.seqs]).toEqual(oneTo(last));
}, 60_000);

test('subscribing again on the same connection starts over from where it is asked to', async () => {
  const step = await claimedRun();
  await write(step, 1, 10);
  const watcher = await watch(`run:${step.runId}`, 0);
  const last = await lastSeqOf(step.runId);
  await watcher.has(() => watcher.seqs.at(-1) === last);
  watcher.seqs.length = 0;
  watcher.socket.send(JSON.stringify({ op: 'subscribe', topic: `run:${step.runId}`, after: 4 }));
  await watcher.has(() => watcher.seqs.at(-1) === last);
  await write(step, 2, 3);
  await watcher.has(() => watcher.seqs.at(-1) === last + 3);
  expect(watcher.seqs).toEqual(oneTo(last + 3, 5));
});

test("the run's state is told when it changes, not with every event", async () => {
  const step = await claimedRun();
  const watcher = await watch(`run:${step.runId}`, 0);
  const states = () => watcher.messages.flatMap((message) => (message.op === 'run' ? [message.run.status] : []));
  for (let batch = 1; batch <= 20; batch++) {
    await write(step, batch, 1);
    const last = await lastSeqOf(step.runId);
    await watcher.has(() => watcher.seqs.at(-1) === last);
  }
  // Once for the watcher alone, and once for everybody because somebody has joined.
  expect(states()).toEqual(['running', 'running']);
  const error = { code: 'gave_up', message: 'It cannot be done.' };
  await runnerCall(runner.token, `/steps/${step.stepId}/finish`, { leaseToken: step.leaseToken, outcome: { status: 'failed', error, retryable: false } });
  await watcher.has(() => states().at(-1) === 'failed');
});

test('after unsubscribing nothing more comes', async () => {
  const step = await claimedRun();
  const [leaving, staying] = [await watch(`run:${step.runId}`, 0), await watch(`run:${step.runId}`, 0)];
  await Promise.all([leaving, staying].map((watcher) => watcher.has(() => watcher.messages.some((message) => message.op === 'subscribed'))));
  leaving.socket.send(JSON.stringify({ op: 'unsubscribe', topic: `run:${step.runId}` }));
  leaving.socket.send(JSON.stringify({ op: 'subscribe', topic: 'run:999999' }));
  await leaving.has(() => leaving.messages.at(-1)?.op === 'error');
  const before = leaving.seqs.length;
  await write(step, 1, 5);
  const last = await lastSeqOf(step.runId);
  await staying.has(() => staying.seqs.at(-1) === last);
  expect(leaving.seqs.length).toBe(before);
});

test("another tenant's run and board, and ones that are not there, are not found", async () => {
  const step = await claimedRun();
  const stranger = await app.addTenant('stranger');
  for (const topic of [`run:${step.runId}`, `board:${admin.projectId}`, 'run:999999', 'board:999999', 'run:9999999999999999999']) {
    const watcher = await watch(topic, 0, stranger);
    await watcher.has(() => watcher.messages.length > 0);
    expect(watcher.messages).toMatchObject([{ op: 'error', topic, problem: { status: 404, code: 'not_found' } }]);
  }
  await write(step, 1, 3);
  const own = await watch(`run:${step.runId}`, 0);
  const last = await lastSeqOf(step.runId);
  await own.has(() => own.seqs.at(-1) === last);
});

test('what is no request ends the connection', async () => {
  for (const nonsense of ['{"op":"subscribe"}', 'hello', '{"op":"subscribe","topic":"users:1"}', '{"op":"subscribe","topic":"run:1","after":-1}']) {
    const socket = new WebSocket(`${app.origin.replace('http', 'ws')}/ws`, { headers: { authorization: `Bearer ${admin.token}` } });
    const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)));
    socket.addEventListener('open', () => socket.send(nonsense));
    expect([nonsense, await closed]).toEqual([nonsense, 1008]);
  }
});

test("a board's watchers see its tickets as they are made, moved and removed", async () => {
  const watcher = await watch(`board:${admin.projectId}`, 0);
  await watcher.has(() => watcher.messages.some((message) => message.op === 'subscribed'));
  const ticket: { id: string } = JSON.parse(await (await admin.call('POST', `/projects/${admin.projectId}/tickets`, { title: 'Seen' })).text());
  await watcher.has(() => watcher.messages.some((message) => message.op === 'ticket' && message.ticket.id === ticket.id));
  await admin.call('PATCH', `/tickets/${ticket.id}`, { version: 1, columnKey: 'qa', afterTicketId: null });
  await watcher.has(() => watcher.messages.some((message) => message.op === 'ticket' && message.ticket.id === ticket.id && message.ticket.columnKey === 'qa'));
  await admin.call('DELETE', `/tickets/${ticket.id}`);
  await watcher.has(() => watcher.messages.some((message) => message.op === 'ticket_deleted' && message.ticketId === ticket.id));
  watcher.messages.length = 0;
  await admin.call('POST', `/tickets/${ticket.id}/restore`);
  await watcher.has(() => watcher.messages.some((message) => message.op === 'ticket' && message.ticket.id === ticket.id));
  const board: { id: string } = JSON.parse(await (await admin.call('GET', `/projects/${admin.projectId}/board`)).text());
  await admin.call('PATCH', `/boards/${board.id}`, { name: 'Renamed' });
  await watcher.has(() => watcher.messages.some((message) => message.op === 'board'));
});
