import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type ScriptedModel, startScriptedModel } from '@lime/scripted-model';
import { answerAllowance, mostBytesPerToken } from '../tunables.ts';
import { openTestGateway, type TestGateway, type TestStep } from '../testing/open-test-gateway.ts';

// The scripted model says what its script says, whatever maximum it is asked for.
const allowed = 2000;
const longest = Math.floor(allowed * (1 + answerAllowance.share) + answerAllowance.tokens);
let model: ScriptedModel;
let gateway: TestGateway;
beforeAll(async () => {
  const say = (prompt: string, step: object) => ({ when: { prompt }, steps: [{ ...step, loop: true as const }] });
  model = await startScriptedModel({
    script: {
      rules: [
        say('twenty megabytes', { huge: '20MB', pace: { chunk: 4000 } }),
        say('secret thoughts', { say: 'Hm.', usage: { input: 10, output: 5_000_000 } }),
        say('to the limit', { say: 'x'.repeat(allowed * mostBytesPerToken - 100), usage: { input: 10, output: longest } }),
      ],
    },
  });
  gateway = await openTestGateway({}, { scriptUrl: model.url });
});
afterAll(async () => {
  await gateway.close();
  await model.close();
});

const asks = {
  anthropic: (prompt: string) => ({ path: '/anthropic/v1/messages', body: { model: 'pretend', max_tokens: allowed, messages: [{ role: 'user', content: prompt }] } }),
  openai: (prompt: string) => ({ path: '/openai/v1/responses', body: { model: 'pretend', max_output_tokens: allowed, input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: prompt }] }] } }),
};
type Protocol = keyof typeof asks;
const both: Protocol[] = ['anthropic', 'openai'];

async function ask(step: TestStep, protocol: Protocol, prompt: string, stream: boolean): Promise<Response> {
  const { path, body } = asks[protocol](prompt);
  return gateway.ask(step.token, path, { ...body, stream });
}

const lastEvent = (text: string): unknown => JSON.parse(text.trimEnd().split('\n').at(-1)?.replace('data: ', '') ?? '');

test.each(both)('%s: 20 MB streamed by an upstream that ignores the maximum are cut, cost what was held, and are the last of the step', async (protocol) => {
  const step = await gateway.step({ maxCostCents: 500 });
  const answer = await ask(step, protocol, 'twenty megabytes', true);
  const text = await answer.text();
  expect(text.length).toBeLessThan(2 * 1024 * 1024);
  expect(lastEvent(text)).toMatchObject(protocol === 'anthropic' ? { type: 'error', error: { type: 'billing_error', message: expect.stringContaining('cost_limit_reached') } } : { type: 'error', code: 'billing_error', message: expect.stringContaining('cost_limit_reached') });
  // All events before it are whole.
  for (const line of text.split('\n').filter((each) => each.startsWith('data:'))) expect(() => JSON.parse(line.slice(5))).not.toThrow();
  const { costMicros, calls } = await gateway.account(step);
  expect(calls).toMatchObject([{ status: 'cut', estimated: true, output_tokens: BigInt(allowed), failure: `"script" ignores max_tokens: cut at ${allowed} tokens` }]);
  expect(costMicros).toBeLessThanOrEqual(calls[0]?.held_micros ?? 0n);
  const next = await ask(step, protocol, 'to the limit', false);
  expect([next.status, next.headers.get('lime-stop'), next.headers.get('x-should-retry')]).toEqual([402, 'cost_limit_reached', 'false']);
});

test.each(both)('%s: 20 MB in one piece are not read to their end, and refused', async (protocol) => {
  const step = await gateway.step({ maxCostCents: 500 });
  const refused = await ask(step, protocol, 'twenty megabytes', false);
  expect([refused.status, refused.headers.get('lime-stop'), (await refused.text()).includes('ignores max_tokens')]).toEqual([402, 'cost_limit_reached', true]);
  const { costMicros, calls } = await gateway.account(step);
  expect(calls).toMatchObject([{ status: 'cut', cost_micros: calls[0]?.held_micros }]);
  expect(costMicros).toBe(calls[0]?.held_micros ?? -1n);
});

test.each(both.flatMap((protocol) => [[protocol, true], [protocol, false]] as const))('%s, streamed %p: what an upstream says that it thought in secret, beyond the maximum, is not charged', async (protocol, stream) => {
  const step = await gateway.step({ maxCostCents: 500 });
  const answer = await ask(step, protocol, 'secret thoughts', stream);
  expect(await answer.text()).toContain('billing_error');
  const { costMicros, calls } = await gateway.account(step);
  expect([calls[0]?.status, calls[0]?.output_tokens]).toEqual(['cut', BigInt(allowed)]);
  expect(costMicros).toBeLessThanOrEqual(calls[0]?.held_micros ?? 0n);
});

test.each(both.flatMap((protocol) => [[protocol, true], [protocol, false]] as const))('%s, streamed %p: an answer as long as it may be is not cut', async (protocol, stream) => {
  const step = await gateway.step({ maxCostCents: 500 });
  const answer = await ask(step, protocol, 'to the limit', stream);
  expect([answer.status, (await answer.text()).includes('billing_error')]).toEqual([200, false]);
  const { costMicros, calls } = await gateway.account(step);
  expect([calls[0]?.status, calls[0]?.output_tokens]).toEqual(['answered', BigInt(allowed)]);
  expect(costMicros).toBeLessThanOrEqual(calls[0]?.held_micros ?? 0n);
});
