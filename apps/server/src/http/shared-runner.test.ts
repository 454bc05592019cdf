import { afterAll, beforeAll, expect, test } from 'bun:test';
import { Assignment, CreatedRunnerToken, ProblemBody, Registered } from '@lime/contracts';
import { sha256Hex } from '@lime/kernel';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { playRunner } from '../testing/play-runner.ts';
import { over, runReaches } from '../testing/run-reaches.ts';

let app: TestApp;
let tenants: Admin[];

beforeAll(async () => {
  app = await openTestApp();
  tenants = [await app.addTenant('one'), await app.addTenant('two')];
});
afterAll(() => app.close());

const operate = (method: string, path: string, body: unknown, token = app.parts.operatorToken) =>
  fetch(`${app.origin}/api/v1/operator/runner-tokens${path}`, { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, ...(method === 'POST' && { body: JSON.stringify(body) }) });
const outcomeOf = async (answer: Response): Promise<[number, string]> => [answer.status, answer.ok ? '' : ProblemBody.parse(await answer.json()).code];
const start = (tenant: Admin) => tenant.call('POST', '/agent-runs', { title: 'Work', repository: { url: 'https://git.example.org/a.git' }, recipe: { name: 'command', options: { command: 'true' } } });

type Shared = { tokenId: string; id: string; ask(method: string, path: string, body: unknown, headers?: Record<string, string>): Promise<Response>; claim(): Promise<Assignment> };

async function addShared(): Promise<Shared> {
  const made = CreatedRunnerToken.parse(await (await operate('POST', '', { name: 'big box' })).json());
  const ask: Shared['ask'] = (method, path, body, headers = {}) =>
    fetch(`${app.origin}/runner/v1${path}`, { method, headers: { authorization: `Bearer ${made.token}`, 'content-type': 'application/json', ...headers }, ...(method !== 'GET' && { body: typeof body === 'string' ? body : JSON.stringify(body) }) });
  const { runnerId } = Registered.parse(await (await ask('POST', '/register', { name: 'shared', protocol: 1, labels: [], providers: ['recipe'], capacity: 4 })).json());
  return { tokenId: made.id, id: runnerId, ask, claim: async () => Assignment.parse(await (await ask('POST', '/claim', { runnerId, waitMs: 10_000 })).json()) };
}

test('a token for all tenants is made with what stands in the data folder, and with nothing that a tenant has', async () => {
  for (const token of ['', 'nonsense', ...tenants.map((tenant) => tenant.token)]) {
    for (const [method, path] of [['GET', ''], ['POST', ''], ['DELETE', '/1']] as const) expect(await outcomeOf(await operate(method, path, { name: 'x' }, token))).toEqual([403, 'operator_only']);
  }
  expect((await operate('POST', '', { name: 'x' })).status).toBe(201);
  expect(await outcomeOf(await operate('POST', '', { name: '' }))).toEqual([422, 'invalid_body']);
  expect(await outcomeOf(await operate('DELETE', '/999999', {}))).toEqual([404, 'not_found']);
  expect(await (await operate('GET', '', {})).json()).toMatchObject({ items: [{ name: 'x', revokedAt: null }] });
});

test('a shared runner does the work of every tenant over the protocol, each step as its own tenant', async () => {
  const runner = await addShared();
  for (const tenant of tenants) await start(tenant);
  const steps = [await runner.claim(), await runner.claim()];
  for (const [index, step] of steps.entries()) {
    const { leaseToken } = step;
    const say = (path: string, body: object) => runner.ask('POST', `/steps/${step.stepId}/${path}`, { leaseToken, ...body });
    expect(await (await say('heartbeat', { messagesSeen: 0 })).json()).toEqual({ cancel: false, messages: [] });
    expect((await say('events', { batch: 1, events: [{ type: 'status', text: `step ${index}` }] })).status).toBe(200);
    expect((await runner.ask('PUT', `/steps/${step.stepId}/blobs/${sha256Hex('x')}`, 'x', { 'lime-lease': leaseToken })).status).toBe(201);
    expect(await (await runner.ask('POST', '/workspaces/needed', { runIds: steps.map(({ runId }) => runId) })).json()).toEqual({ needed: steps.slice(index).map(({ runId }) => runId) });
    expect((await say('finish', { outcome: { status: 'failed', error: { code: 'tried', message: 'It was tried.' }, retryable: false } })).status).toBe(204);
    const tenant = tenants[index];
    if (!tenant) throw new Error('no tenant');
    expect((await runReaches(app, tenant, step.runId, over)).run.error?.code).toBe('tried');
    expect(await (await tenant.call('GET', `/agent-runs/${step.runId}/events`)).text()).toContain(`step ${index}`);
  }
  const [one, two] = steps;
  expect(one?.cacheScope).not.toBe(two?.cacheScope);
  await operate('DELETE', `/${runner.tokenId}`, {});
});

test("nobody speaks for a shared runner's step but the token that claimed it, not even with its lease", async () => {
  const [runner, strange] = [await addShared(), await addShared()];
  const owner = tenants[0];
  if (!owner) throw new Error('no tenant');
  await start(owner);
  const step = await runner.claim();
  const own = await playRunner(app, owner);
  const beat = { leaseToken: step.leaseToken, messagesSeen: 0 };
  expect(await outcomeOf(await strange.ask('POST', `/steps/${step.stepId}/heartbeat`, beat))).toEqual([409, 'lease_lost']);
  expect(await outcomeOf(await own.call('POST', `/steps/${step.stepId}/heartbeat`, beat))).toEqual([409, 'lease_lost']);
  expect(await outcomeOf(await strange.ask('GET', `/steps/${step.stepId}/blobs/${sha256Hex('x')}`, null, { 'lime-lease': step.leaseToken }))).toEqual([409, 'lease_lost']);
  expect(await outcomeOf(await runner.ask('POST', '/steps/999999999/heartbeat', beat))).toEqual([409, 'lease_lost']);
  expect((await strange.ask('POST', '/claim', { runnerId: runner.id, waitMs: 0 })).status).toBe(204);
  expect((await runner.ask('POST', `/steps/${step.stepId}/heartbeat`, beat)).status).toBe(200);
});

test('a shared token that is revoked is refused at once', async () => {
  const runner = await addShared();
  const polling = runner.ask('POST', '/claim', { runnerId: runner.id, waitMs: 20_000 });
  expect((await operate('DELETE', `/${runner.tokenId}`, {})).status).toBe(204);
  expect([204, 401]).toContain((await polling).status);
  expect(await outcomeOf(await runner.ask('POST', '/claim', { runnerId: runner.id, waitMs: 0 }))).toEqual([401, 'runner_token_invalid']);
});
