import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { maxBytesInHand, maxCallsOfStep, maxRequestBytes } from '../tunables.ts';
import { openTestGateway, type TestGateway, type TestStep } from '../testing/open-test-gateway.ts';
import { message, startUpstream, type TestUpstream } from '../testing/start-upstream.ts';

let upstream: TestUpstream;
let gateway: TestGateway;
let step: TestStep;
beforeAll(async () => {
  upstream = startUpstream(({ path }) => (path === '/v1/messages' ? message() : Response.json({ object: 'response', output: [], usage: { input_tokens: 10, output_tokens: 1 } })));
  const at = (protocol: string, baseUrl: string) => ({ name: protocol, protocol, baseUrl, keyEnv: 'K' });
  gateway = await openTestGateway({ upstreams: [at('anthropic', upstream.url), at('openai', `${upstream.url}/v1`)], prices: { a: { input: 1, output: 5 } } });
  step = await gateway.step();
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});
beforeEach(() => {
  upstream.asked.length = 0;
});

const messages = { model: 'a', max_tokens: 10, messages: [{ role: 'user', content: 'Hi' }] };
const responses = { model: 'a', input: 'Hi' };
const sql = (work: TemplateStringsArray, id: bigint) => gateway.ctx.db.tenant(step.tenantId, (tx) => tx.sql(work, id));

test("a token opens the gateway only while its step runs under its claim, and only its own tenant's", async () => {
  const stolen = await gateway.step();
  const dead = async (token: string) => {
    const refused = await gateway.ask(token, '/anthropic/v1/messages', messages);
    return [refused.status, refused.headers.get('lime-stop'), await refused.json()];
  };
  const expected = [401, 'token_revoked', { type: 'error', error: { type: 'authentication_error', message: expect.any(String) } }];
  const random = step.token.split('.')[0];
  for (const token of ['', 'x', `${random}.${stolen.tenantId}.${stolen.stepId}`, `${random}.${stolen.tenantId}.${step.stepId}`, `${step.token}.1`, `${step.token}'--`, `${random}.999999999999999999.1`]) expect(await dead(token)).toEqual(expected);
  const later = await gateway.step({ tenantId: step.tenantId });
  expect((await gateway.ask(later.token, '/anthropic/v1/messages', messages)).status).toBe(200);
  await gateway.settled();
  await sql`UPDATE runs SET cancel_requested_at = now() WHERE id = ${later.runId}`;
  expect(await dead(later.token)).toEqual(expected);
  // It was good a moment ago, so its body is read; nothing goes out for it, not even to be counted.
  const asked = upstream.asked.length;
  const document = { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' } };
  for (const [path, body] of [['/anthropic/v1/messages/count_tokens', messages], ['/anthropic/v1/messages', { ...messages, messages: [{ role: 'user', content: [document] }] }]] as const) {
    expect((await gateway.ask(later.token, path, body)).status).toBe(401);
  }
  expect(upstream.asked).toHaveLength(asked);
  await sql`UPDATE runs SET cancel_requested_at = NULL WHERE id = ${later.runId}`;
  await sql`UPDATE run_steps SET status = 'succeeded' WHERE id = ${later.stepId}`;
  expect(await dead(later.token)).toEqual(expected);
});

test('the dead token is told in the shape of the other protocol, too', async () => {
  const refused = await gateway.ask('x', '/openai/v1/responses', responses);
  expect([refused.status, refused.headers.get('lime-stop'), await refused.json()]).toMatchObject([401, 'token_revoked', { error: { type: 'authentication_error' } }]);
});

test.each(['/anthropic/v1/models', '/anthropic/v1/messages/batches', '/anthropic/v1/files', '/anthropic/../openai/v1/responses/x', '/anthropic/v1/messages/', '/openai/v1/chat/completions', '/openai/v1/responses/resp_1', '/openai/v1/messages', '/google/v1', '/anthropic/v1/%6dessages'])('nothing but the two calls is served: %s', async (path) => {
  expect((await gateway.ask(step.token, path, messages)).status).toBe(404);
  expect(upstream.asked).toHaveLength(0);
});

test('of the headers, only the few of the protocol reach the upstream, and the key is ours', async () => {
  await gateway.ask(step.token, '/anthropic/v1/messages', messages, { headers: { 'x-api-key': 'mine', cookie: 'a=b', 'x-forwarded-for': '1.2.3.4', host: 'evil.example', 'anthropic-beta': 'b', 'anthropic-version': 'v', 'proxy-authorization': 'p', 'user-agent': 'agent', 'x-evil': '1' } });
  await gateway.ask(step.token, '/openai/v1/responses', responses, { headers: { 'openai-organization': 'org-other', 'openai-beta': 'b', 'openai-project': 'p' } });
  const [first, second] = upstream.asked.map(({ headers }) => Object.fromEntries(headers));
  expect(first).toMatchObject({ 'x-api-key': 'the real key', 'anthropic-beta': 'b', 'anthropic-version': 'v', host: upstream.url.slice(7) });
  for (const name of ['cookie', 'x-forwarded-for', 'authorization', 'proxy-authorization', 'x-evil']) expect(first).not.toHaveProperty(name);
  expect(first?.['user-agent']).not.toBe('agent');
  expect(second).toMatchObject({ authorization: 'Bearer the real key', 'openai-beta': 'b' });
  for (const name of ['openai-organization', 'openai-project']) expect(second).not.toHaveProperty(name);
});

const image = (source: object) => ({ ...messages, messages: [{ role: 'user', content: [{ type: 'image', source }] }] });
const inResult = (source: object) => ({ ...messages, messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'image', source }] }] }] });
const document = (source: object) => ({ ...messages, messages: [{ role: 'user', content: [{ type: 'document', source: { type: 'content', content: [{ type: 'image', source }] } }] }] });
const tools = (...types: string[]) => ({ ...messages, tools: types.map((type) => ({ type, name: 't' })) });

test.each([
  ['a web search', tools('web_search_20250305')], ["another model's advice", tools('advisor_20260301')], ['a web fetch', tools('web_fetch_20250910')], ['code run elsewhere', tools('bash_20250124', 'code_execution_20250825')], ['a set of connectors', tools('mcp_toolset')],
  ['a connector', { ...messages, mcp_servers: [{ type: 'url', url: 'https://evil.example', name: 'x' }] }], ['a container', { ...messages, container: 'c' }],
  ['an image elsewhere', image({ type: 'url', url: 'https://evil.example/?secret' })], ['a file of the account', image({ type: 'file', file_id: 'f' })], ['an image elsewhere in a tool result', inResult({ type: 'url', url: 'https://evil.example' })],
  ['an image elsewhere in a document', document({ type: 'url', url: 'https://evil.example/?secret' })], ['a file of the account in a document in a tool result', inResult({ type: 'content', content: [{ type: 'image', source: { type: 'file', file_id: 'f' } }] })],
])('nothing reaches the outside by asking the upstream for it (Messages): %s', async (_, body) => {
  const refused = await gateway.ask(step.token, '/anthropic/v1/messages', body);
  expect([refused.status, refused.headers.get('lime-stop'), upstream.asked.length]).toEqual([400, null, 0]);
});

const input = (...content: object[]) => ({ model: 'a', input: [{ type: 'message', role: 'user', content }] });

test.each([
  ['a web search', { ...responses, tools: [{ type: 'web_search' }] }], ['code run elsewhere', { ...responses, tools: [{ type: 'code_interpreter', container: { type: 'auto' } }] }], ['a connector', { ...responses, tools: [{ type: 'mcp', server_url: 'https://evil.example' }] }],
  ['a tool without a type', { ...responses, tools: [{}] }], ['a connector in a namespace', { ...responses, tools: [{ type: 'namespace', name: 'n', tools: [{ type: 'mcp', server_url: 'https://evil.example' }] }] }],
  ["another's answer", { ...responses, previous_response_id: 'resp_1' }], ["another's conversation", { ...responses, conversation: 'c' }], ["the account's prompt", { ...responses, prompt: { id: 'p' } }], ["another's item", { model: 'a', input: [{ type: 'item_reference', id: 'i' }] }], ["another's item, by its id alone", { model: 'a', input: [{ id: 'rs_1' }] }], ["another's item, of no type", { model: 'a', input: [{ type: null, id: 'rs_1' }] }],
  ['work that goes on unmetered', { ...responses, background: true }], ['an image elsewhere', input({ type: 'input_image', image_url: 'https://evil.example' })], ['a file elsewhere', input({ type: 'input_file', file_url: 'https://evil.example' })], ['a file of the account', input({ type: 'input_file', file_id: 'f' })],
  ['an image elsewhere in an output', { model: 'a', input: [{ type: 'function_call_output', call_id: 'c', output: [{ type: 'input_image', image_url: 'https://evil.example' }] }] }],
  ['an image elsewhere as an output', { model: 'a', input: [{ type: 'computer_call_output', call_id: 'c', output: { type: 'computer_screenshot', image_url: 'https://evil.example/?secret' } }] }],
  ['a connector among tools that were found', { model: 'a', input: [{ type: 'tool_search_output', call_id: 'c', tools: [{ type: 'mcp', server_url: 'https://evil.example' }] }] }],
])('nothing reaches the outside by asking the upstream for it (Responses): %s', async (_, body) => {
  const refused = await gateway.ask(step.token, '/openai/v1/responses', body);
  expect([refused.status, upstream.asked.length]).toEqual([400, 0]);
});

test("what the agents' own programs carry out is passed on, and images as bytes", async () => {
  const answers = [
    gateway.ask(step.token, '/anthropic/v1/messages', { ...tools('bash_20250124', 'text_editor_20250728', 'memory_20250818', 'custom'), messages: image({ type: 'base64', media_type: 'image/png', data: 'AAAA' }).messages }),
    gateway.ask(step.token, '/openai/v1/responses', { ...input({ type: 'input_image', image_url: 'data:image/png;base64,AAAA' }, { type: 'input_text', text: 'x' }), tools: [{ type: 'function', name: 'f' }, { type: 'custom', name: 'apply_patch' }, { type: 'local_shell' }] }),
  ];
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
});

test('what would buy answers at another price is left out, and nothing is kept at the upstream', async () => {
  const edits = [{ type: 'clear_tool_uses_20250919' }, { type: 'compact_20260112' }];
  await gateway.ask(step.token, '/anthropic/v1/messages', { ...messages, speed: 'fast', service_tier: 'auto', fallbacks: [{ model: 'dearer' }], context_management: { edits } });
  await gateway.ask(step.token, '/openai/v1/responses', { ...responses, service_tier: 'priority', store: true, context_management: [{ type: 'compaction', compact_threshold: 1000 }] });
  const [first, second] = upstream.asked.map(({ body }) => body);
  expect(first).toEqual({ ...messages, context_management: { edits: edits.slice(0, 1) } });
  expect(second).toMatchObject({ service_tier: 'default', store: false });
  expect(second).not.toHaveProperty('context_management');
});

test('where a model runs, at a price of its own, is not for an agent to say', async () => {
  for (const geo of ['us', 'global', '']) expect((await gateway.ask(step.token, '/anthropic/v1/messages', { ...messages, inference_geo: geo })).status).toBe(400);
  expect(upstream.asked).toHaveLength(0);
});

test.each([['nothing', ''], ['no JSON', '{"model":'], ['a list', '[]'], ['no model', '{}'], ['a model that is none', '{"model":{"a":1}}'], ['the name of a member of every object', '{"model":"__proto__"}']])('a body with %s is refused, not a fault', async (_, body) => {
  expect([400, 404]).toContain((await gateway.ask(step.token, '/anthropic/v1/messages', body)).status);
  expect([400, 404]).toContain((await gateway.ask(step.token, '/openai/v1/responses', body)).status);
});

test('a request that is too large is refused, announced or not', async () => {
  const large = 'x'.repeat(maxRequestBytes + 1);
  expect((await gateway.ask(step.token, '/anthropic/v1/messages', large)).status).toBe(413);
  const stream = new ReadableStream({ start: (controller) => { controller.enqueue(new TextEncoder().encode(large)); controller.close(); } });
  const chunked = await fetch(`${gateway.origin}/model/anthropic/v1/messages`, { method: 'POST', headers: { authorization: `Bearer ${step.token}` }, body: stream });
  expect(chunked.status).toBe(413);
}, 20_000);

test('without a good token nothing of a body is read', async () => {
  let read = 0;
  const endless = new ReadableStream({ pull: (controller) => void ((read += 1), controller.enqueue(new Uint8Array(1024 * 1024).fill(32))) });
  const refused = await fetch(`${gateway.origin}/model/anthropic/v1/messages`, { method: 'POST', headers: { authorization: `Bearer ${step.token.replace(/^.{20}/, 'lime_gateway_AAAAAAA')}` }, body: endless }).catch(() => null);
  expect(refused?.status ?? 401).toBe(401);
  // A few buffers' worth, not the 32 MB that a request may have.
  expect(read).toBeLessThan(16);
});

test('an agent may have only so many requests in hand, and others are served meanwhile', async () => {
  const [greedy, modest] = [await gateway.step(), await gateway.step()];
  const places = Array.from({ length: maxCallsOfStep }, () => gateway.ctx.crowd.enter(greedy.stepId));
  const refused = await gateway.ask(greedy.token, '/anthropic/v1/messages', messages);
  expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('lime-stop')]).toEqual([429, '1', null]);
  expect((await gateway.ask(modest.token, '/anthropic/v1/messages', messages)).status).toBe(200);
  places[0]?.leave();
  // Each gives its place back: what was answered, and what was refused.
  for (const [body, status] of [[messages, 200], ['[]', 400], [messages, 200], [{}, 400], [messages, 200]] as const) {
    expect((await gateway.ask(greedy.token, '/anthropic/v1/messages', body)).status).toBe(status);
    await gateway.settled();
  }
  for (const place of places) place?.leave();
});

test('requests take no more room together than the server has', async () => {
  const holder = gateway.ctx.crowd.enter(0n);
  expect(holder?.take(maxBytesInHand - 50)).toBe(true);
  const streamed = new Response(JSON.stringify(messages)).body;
  const answers = [await gateway.ask(step.token, '/anthropic/v1/messages', messages), await fetch(`${gateway.origin}/model/anthropic/v1/messages`, { method: 'POST', headers: { authorization: `Bearer ${step.token}` }, body: streamed })];
  expect(answers.map(({ status }) => status)).toEqual([529, 529]);
  holder?.leave();
  expect((await gateway.ask(step.token, '/anthropic/v1/messages', messages)).status).toBe(200);
});

test('a request that is nested too deep to be passed on gives back what it held', async () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  const failed = await gateway.ask(step.token, '/anthropic/v1/messages', `{"model":"a","max_tokens":10,"messages":[],"x":${deep}}`);
  expect([failed.status, await failed.json()]).toMatchObject([500, { type: 'error', error: { type: 'api_error' } }]);
  await gateway.settled();
  const open: unknown[] = await sql`SELECT 1 FROM model_calls WHERE step_id = ${step.stepId} AND status = 'open'`;
  expect(open).toHaveLength(0);
});
