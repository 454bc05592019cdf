import { afterAll, beforeAll, expect, test } from 'bun:test';
import { Assignment, CreatedRunnerToken, ProblemBody, Registered } from '@lime/contracts';
import { sha256Hex } from '@lime/kernel';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';

let app: TestApp;
let owner: Admin;
let mine: TestRunner;
let strange: TestRunner;
let step: Assignment;

type TestRunner = { id: string; ask(method: string, path: string, body: unknown, headers?: Record<string, string>): Promise<Response> };

beforeAll(async () => {
  app = await openTestApp();
  owner = await app.addTenant('owner');
  mine = await addRunner(owner);
  strange = await addRunner(await app.addTenant('stranger'));
  await owner.call('POST', '/agent-runs', { title: 'Work', repository: { url: 'https://git.example.org/a.git' }, recipe: { name: 'command', options: { command: 'true' } } });
  step = Assignment.parse(await (await mine.ask('POST', '/claim', { runnerId: mine.id, waitMs: 10_000 })).json());
});
afterAll(() => app.close());

async function addRunner(admin: Admin): Promise<TestRunner> {
  const { token } = CreatedRunnerToken.parse(await (await admin.call('POST', '/runner-tokens', { name: 'r' })).json());
  const ask: TestRunner['ask'] = (method, path, body, headers = {}) =>
    fetch(`${app.origin}/runner/v1${path}`, { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body) });
  const registered = await ask('POST', '/register', { name: 'r', protocol: 1, labels: [], providers: ['recipe'], capacity: 4 });
  return { ask, id: Registered.parse(await registered.json()).runnerId };
}

/** What a runner can say of a step that it holds; the lease token is the right one. */
const sayings = (): [method: string, path: string, body: unknown, headers?: Record<string, string>][] => [
  ['POST', 'heartbeat', { leaseToken: step.leaseToken, messagesSeen: 0 }],
  ['POST', 'events', { leaseToken: step.leaseToken, batch: 1, events: [{ type: 'status', text: 'from elsewhere' }] }],
  ['PUT', `blobs/${sha256Hex('x')}`, 'x', { 'lime-lease': step.leaseToken }],
  ['POST', 'finish', { leaseToken: step.leaseToken, outcome: { status: 'cancelled' } }],
];

test("a runner of another tenant cannot speak for a step, not even with the step's own lease", async () => {
  for (const [method, path, body, headers] of sayings()) {
    const answer = await strange.ask(method, `/steps/${step.stepId}/${path}`, body, headers);
    expect([path, answer.status, ProblemBody.parse(await answer.json()).code]).toEqual([path, 409, 'lease_lost']);
  }
  const events = await (await owner.call('GET', `/agent-runs/${step.runId}/events`)).text();
  expect(events).not.toContain('from elsewhere');
});

test("it is given no step of the other tenant's, and learns nothing of its runs", async () => {
  await owner.call('POST', '/agent-runs', { title: 'More', repository: { url: 'https://git.example.org/a.git' }, recipe: { name: 'command', options: { command: 'true' } } });
  expect((await strange.ask('POST', '/claim', { runnerId: strange.id, waitMs: 0 })).status).toBe(204);
  expect((await strange.ask('POST', '/claim', { runnerId: mine.id, waitMs: 0 })).status).not.toBe(200);
  expect(await (await strange.ask('POST', '/workspaces/needed', { runIds: [step.runId] })).json()).toEqual({ needed: [] });
});

test('the runner that holds the step is heard', async () => {
  for (const [method, path, body, headers] of sayings()) expect([path, (await mine.ask(method, `/steps/${step.stepId}/${path}`, body, headers)).ok]).toEqual([path, true]);
});
