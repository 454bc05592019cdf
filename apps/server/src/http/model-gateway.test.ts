import { afterAll, beforeAll, expect, test } from 'bun:test';
import { Assignment, Registered } from '@lime/contracts';
import { createRunnerToken } from '@lime/runs';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';

/** A model server that keeps what it was asked. */
const seen: { path: string; headers: Headers; body: string }[] = [];
const model = Bun.serve({
  port: 0,
  fetch: async (request) => {
    seen.push({ path: new URL(request.url).pathname, headers: request.headers, body: await request.text() });
    return Response.json({ type: 'message', usage: { input_tokens: 10, output_tokens: 5 } });
  },
});
let app: TestApp;
let owner: Admin;
let runner: { token: string; id: string };
beforeAll(async () => {
  app = await openTestApp({ env: { ANTHROPIC_API_KEY: 'the real key', ANTHROPIC_BASE_URL: `${model.url}` } });
  owner = await app.addTenant('owner');
  const { token } = await app.parts.db.tenant(owner.tenantId, (tx) => createRunnerToken(tx, owner, 'r'));
  runner = { token, id: '' };
  runner.id = Registered.parse(await (await asRunner('/register', { name: 'r', protocol: 1, labels: [], providers: ['recipe', 'claude'], capacity: 8 })).json()).runnerId;
});
afterAll(async () => {
  await app.close();
  await model.stop(true);
});

const asRunner = (path: string, body: unknown) =>
  fetch(`${app.origin}/runner/v1${path}`, { method: 'POST', headers: { authorization: `Bearer ${runner.token}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
async function claimed(provider: 'claude' | 'recipe'): Promise<Assignment> {
  const started = await owner.call('POST', '/agent-runs', { title: 'T', repository: { url: 'https://example.org/r.git' }, provider, maxCostCents: 100, ...(provider === 'recipe' && { recipe: { name: 'command' } }) });
  expect(started.status).toBe(201);
  return Assignment.parse(await (await asRunner('/claim', { runnerId: runner.id, waitMs: 20_000 })).json());
}
const ask = (token: string) =>
  fetch(`${app.origin}/model/anthropic/v1/messages`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'x-api-key': 'from the sandbox', cookie: 'c=1' }, body: JSON.stringify({ model: 'claude-sonnet-4-5', max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }] }) });

test('a claimed step may ask the model, which sees the real key and nothing of the sandbox; when the step ends, so does that', async () => {
  const step = await claimed('claude');
  const token = step.gateway?.token ?? '';
  const answer = await ask(token);
  expect([answer.status, await answer.json()]).toEqual([200, { type: 'message', usage: { input_tokens: 10, output_tokens: 5 } }]);
  expect([seen.at(-1)?.path, seen.at(-1)?.headers.get('x-api-key'), seen.at(-1)?.headers.get('cookie'), seen.at(-1)?.headers.get('authorization')]).toEqual(['/v1/messages', 'the real key', null, null]);
  expect((await asRunner(`/steps/${step.stepId}/finish`, { leaseToken: step.leaseToken, outcome: { status: 'failed', error: { code: 'c', message: 'm' }, retryable: false } })).status).toBe(204);
  const refused = await ask(token);
  expect([refused.status, refused.headers.get('lime-stop'), await refused.json()]).toMatchObject([401, 'token_revoked', { type: 'error', error: { type: 'authentication_error' } }]);
});

test('work without a model gets no token', async () => {
  expect((await claimed('recipe')).gateway).toBeNull();
});

test('a person cannot ask the model by their session', async () => {
  expect((await ask(owner.token)).status).toBe(401);
});
