import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type ScriptedModel, startScriptedModel } from '@lime/scripted-model';
import { openTestGateway, type TestGateway } from '../testing/open-test-gateway.ts';

const text = 'It was a cent short. '.repeat(200);
let model: ScriptedModel;
let gateway: TestGateway;
beforeAll(async () => {
  model = await startScriptedModel({ script: { otherwise: { say: text, usage: { input: 1000, output: 900, cacheRead: 500 } } } });
  gateway = await openTestGateway({}, { scriptUrl: model.url });
});
afterAll(async () => {
  await gateway.close();
  await model.close();
});

const asks = {
  anthropic: { path: '/anthropic/v1/messages', body: { model: 'claude-sonnet-4-5', max_tokens: 2000, messages: [{ role: 'user', content: 'Why?' }] } },
  openai: { path: '/openai/v1/responses', body: { model: 'gpt-5.5', input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Why?' }] }] } },
};

test.each([['anthropic', true, 1000 * 3 + 500 * 0.3 + 900 * 15], ['anthropic', false, 1000 * 3 + 500 * 0.3 + 900 * 15], ['openai', true, 1000 * 5 + 500 * 0.5 + 900 * 30], ['openai', false, 1000 * 5 + 500 * 0.5 + 900 * 30]] as const)('%s, streamed %p: the agent gets what the model says to the byte, and the run is charged by the table', async (protocol, stream, cost) => {
  const step = await gateway.step();
  const { path, body } = asks[protocol];
  const through = await gateway.ask(step.token, path, { ...body, stream });
  const direct = await fetch(`${model.url}/v1/${protocol === 'anthropic' ? 'messages' : 'responses'}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...body, stream }) });
  const plain = async (answer: Response) => (await answer.text()).replaceAll(/(msg|resp)_\w+/g, 'id').replaceAll(/"created_at":\d+/g, '');
  expect([through.status, await plain(through)]).toEqual([200, await plain(direct)]);
  expect(await gateway.account(step)).toMatchObject({ costMicros: BigInt(cost), calls: [{ status: 'answered', upstream: 'script', input_tokens: 1500n, output_tokens: 900n, estimated: false }] });
});

test('a model that only the script knows is priced as well, so that a demo shows what it would cost', async () => {
  const step = await gateway.step();
  expect((await gateway.ask(step.token, '/anthropic/v1/messages', { ...asks.anthropic.body, model: 'pretend' })).status).toBe(200);
  expect((await gateway.account(step)).costMicros).toBeGreaterThan(0n);
});

test('an answer without a maximum is given the usual one', async () => {
  const step = await gateway.step();
  await gateway.ask(step.token, asks.openai.path, asks.openai.body);
  expect(model.requests.at(-1)?.body).toMatchObject({ max_output_tokens: 32_000, store: false });
});
