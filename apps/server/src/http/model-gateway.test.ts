import { afterAll, beforeAll, expect, test } from 'bun:test';
import { Assignment, ModelCallView, Registered } from '@lime/contracts';
import { z } from 'zod';
import { createRunnerToken } from '@lime/runs';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';

/** A model server that keeps what it was asked. */
const seen: { path: string; headers: Headers; body: string }[] = [];
const model = Bun.serve({
  port: 0,
  fetch: async (request) => {
    seen.push({ path: new URL(request.url).pathname, headers: request.headers, body: await request.text() });
    if (seen.at(-1)?.body.includes('"stream":true')) return new Response(streamed, { headers: { 'content-type': 'text/event-stream' } });
    return Response.json({ type: 'message', usage: { input_tokens: 10, output_tokens: 5 } });
  },
});
/** Says a key in two pieces. */
const events = [
  { type: 'message_start', message: { usage: { input_tokens: 10, output_tokens: 1 } } }, { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'It is sk-ant-abcdefg' } }, { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'hijklmnopqrstuvwxyz.' } }, { type: 'message_delta', usage: { output_tokens: 5 } }, { type: 'message_stop' },
];
const streamed = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
let app: TestApp;
let owner: Admin;
let runner: { token: string; id: string };
beforeAll(async () => {
  app = await openTestApp({ env: { ANTHROPIC_API_KEY: 'the real key', ANTHROPIC_BASE_URL: model.url.href } });
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
const ask = (token: string, content = 'Hi', stream = false) =>
  fetch(`${app.origin}/model/anthropic/v1/messages`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'x-api-key': 'from the sandbox', cookie: 'c=1' }, body: JSON.stringify({ model: 'claude-sonnet-4-5', max_tokens: 100, messages: [{ role: 'user', content }], stream }) });

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

const Calls = z.object({ items: z.array(ModelCallView) });
async function callsOf(runId: string): Promise<ModelCallView[]> {
  await Promise.all(app.parts.gateway.settling);
  return Calls.parse(await (await owner.call('GET', `/agent-runs/${runId}/model-calls`)).json()).items;
}

test('of each call the numbers are kept; with full retention also what was said, with secrets masked; without any, nothing but the charge', async () => {
  const step = await claimed('claude');
  const token = step.gateway?.token ?? '';
  await ask(token, 'My key is sk-ant-abcdefghijklmnopqrstuvwxyz').then((answer) => answer.text());
  expect((await owner.call('PUT', '/model-settings', { retention: 'full' })).status).toBe(200);
  await ask(token, 'My key is sk-ant-abcdefghijklmnopqrstuvwxyz', true).then((answer) => answer.text());
  while ((await callsOf(step.runId)).some((call) => call.status === 'open')) await Bun.sleep(5);
  const [first, second] = await callsOf(step.runId);
  expect([first?.costMicros, first?.inputTokens, first?.kept]).toEqual([10 * 3 + 5 * 15, 10, { request: false, answer: false }]);
  expect([second?.costMicros, second?.kept]).toEqual([10 * 3 + 5 * 15, { request: true, answer: true }]);
  const content = async (id: string | undefined, part: string) => (await owner.call('GET', `/model-calls/${id}/content?part=${part}`)).text();
  expect(await content(first?.id, 'request')).toContain('content_not_kept');
  expect(await content(second?.id, 'request')).toContain('My key is sk-ant-***');
  expect(await content(second?.id, 'answer')).toBe('[{"type":"text","text":"It is sk-ant-***."}]');
  await owner.call('PUT', '/model-settings', { retention: 'none' });
  await ask(token).then((answer) => answer.text());
  while ((await callsOf(step.runId)).length > 2) await Bun.sleep(5);
  const run = z.object({ run: z.object({ costCents: z.int() }) }).parse(await (await owner.call('GET', `/agent-runs/${step.runId}`)).json());
  expect(run.run.costCents).toBe(1);
  const records: { cost: bigint }[] = await app.parts.db.tenant(owner.tenantId, (tx) => tx.sql`SELECT sum(cost_micros)::bigint AS cost FROM usage_records WHERE run_id = ${BigInt(step.runId)}`);
  expect(records).toEqual([{ cost: 3n * 105n }]);
});

test('what an agent was given as a secret, and tells the model, is masked in what is kept of the call', async () => {
  const { id } = z.object({ id: z.string() }).parse(await (await owner.call('POST', '/env-var-sets', { scopeType: 'agent', scopeId: String(owner.projectId), name: 'default' })).json());
  await owner.call('POST', `/env-var-sets/${id}/vars`, { key: 'TOKEN', value: 'open "sesame"' });
  await owner.call('PUT', '/model-settings', { retention: 'full' });
  const step = await claimed('claude');
  expect(step.agentEnv.vars.map(({ value }) => value)).toEqual(['open "sesame"']);
  await ask(step.gateway?.token ?? '', 'TOKEN is open "sesame".').then((answer) => answer.text());
  while ((await callsOf(step.runId)).some((call) => call.status === 'open')) await Bun.sleep(5);
  const [call] = await callsOf(step.runId);
  expect(await (await owner.call('GET', `/model-calls/${call?.id}/content?part=request`)).text()).toContain('TOKEN is ***.');
});

test('what cannot be had is refused before anything is started, with what to do about it', async () => {
  const start = async (more: object) => {
    const answer = await owner.call('POST', '/agent-runs', { title: 'T', repository: { url: 'https://example.org/r.git' }, ...more });
    const problem: unknown = await answer.json();
    return [answer.status, problem];
  };
  const runs = async () => app.parts.db.tenant(owner.tenantId, (tx) => tx.sql`SELECT count(*) AS runs FROM runs`);
  const before = await runs();
  expect(await start({ provider: 'codex' })).toMatchObject([422, { code: 'provider_unavailable', detail: expect.stringContaining('npx lime provider add codex') }]);
  expect(await start({ provider: 'claude', model: 'claude-next' })).toMatchObject([422, { code: 'model_unavailable', detail: expect.stringContaining('claude-next') }]);
  expect(await runs()).toEqual(before);
});

test('the model that a run will use is frozen into it, and so is what it may cost at most', async () => {
  const Started = z.object({ id: z.string(), reservedCents: z.int() });
  const started = Started.parse(await (await owner.call('POST', '/agent-runs', { title: 'T', repository: { url: 'https://example.org/r.git' }, provider: 'claude' })).json());
  const detail: unknown = await (await owner.call('GET', `/agent-runs/${started.id}`)).json();
  expect(started.reservedCents).toBe(500);
  expect(detail).toMatchObject({ input: { model: 'claude-sonnet-5-5', maxCostCents: 500 } });
});
