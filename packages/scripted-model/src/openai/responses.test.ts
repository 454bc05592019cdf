import { expect, test } from 'bun:test';
import type OpenAI from 'openai';
import { codexTools, startModel } from '../testing/start-model.ts';

type Input = OpenAI.Responses.ResponseInputItem;
const user = (content: string): Input => ({ type: 'message', role: 'user', content });
const body = (...input: Input[]) => ({ model: 'gpt-5.5', tools: codexTools, input });

const script = {
  rules: [
    {
      name: 'fix',
      when: { prompt: 'cent short' },
      steps: [
        { say: 'I look first.', use: { tool: 'read' as const, path: "it's money.js" } },
        { use: [{ tool: 'edit' as const, path: 'money.js', find: 'floor', replace: 'round' }, { tool: 'shell' as const, command: 'node --test' }] },
        { say: 'Done: ä, €, 🍋.', usage: { input: 1000, output: 20, cacheRead: 300 } },
      ],
    },
  ],
};

test('a conversation of several steps is streamed as the official client reads it', async () => {
  const { openai } = await startModel(script);
  const input = [user('You are a cent short.')];
  const first = await openai.responses.stream(body(...input)).finalResponse();
  expect(first.output).toMatchObject([
    { type: 'message', content: [{ type: 'output_text', text: 'I look first.' }] },
    { type: 'function_call', name: 'exec_command', arguments: JSON.stringify({ cmd: String.raw`cat -- 'it'\''s money.js'` }) },
  ]);

  input.push(...(first.output as Input[]), ...answersTo(first, 'const cents = (x) => Math.floor(x);\n'));
  const second = await openai.responses.stream(body(...input)).finalResponse();
  expect(second.output).toMatchObject([
    {
      type: 'custom_tool_call',
      name: 'apply_patch',
      input: '*** Begin Patch\n*** Update File: money.js\n@@\n-const cents = (x) => Math.floor(x);\n+const cents = (x) => Math.round(x);\n*** End Patch\n',
    },
    { type: 'function_call', name: 'exec_command', arguments: '{"cmd":"node --test"}' },
  ]);

  input.push(...(second.output as Input[]), ...answersTo(second, 'ok'));
  const third = await openai.responses.stream(body(...input)).finalResponse();
  expect(third.output).toMatchObject([{ type: 'message', content: [{ text: 'Done: ä, €, 🍋.' }] }]);
  expect(third.usage).toMatchObject({ input_tokens: 1300, input_tokens_details: { cached_tokens: 300 }, output_tokens: 20, total_tokens: 1320 });
});

test('the events of a stream stand in order, with nothing missing', async () => {
  const { openai } = await startModel({ rules: [{ steps: [{ say: '0123456', pace: { chunk: 5 }, use: { call: { name: 'apply_patch', input: 'x' } } }] }] });
  const events: OpenAI.Responses.ResponseStreamEvent[] = [];
  for await (const event of await openai.responses.create({ ...body(user('x')), stream: true })) events.push(event);
  expect(events.map(({ sequence_number: number }) => number)).toEqual(events.map((_, at) => at));
  expect(events.map(({ type }) => type.replace('response.', ''))).toEqual([
    'created',
    'in_progress',
    'output_item.added',
    'content_part.added',
    'output_text.delta',
    'output_text.delta',
    'output_text.done',
    'content_part.done',
    'output_item.done',
    'output_item.added',
    'custom_tool_call_input.delta',
    'custom_tool_call_input.done',
    'output_item.done',
    'completed',
  ]);
});

test('the plain answer is a whole response', async () => {
  const { openai, requests } = await startModel(script);
  const answer = await openai.responses.create({ model: 'gpt-5.5', input: 'a cent short', tools: codexTools });
  expect(answer.output_text).toBe('I look first.');
  expect(answer.status).toBe('completed');
  expect(requests).toMatchObject([{ protocol: 'openai', key: 'key-o', answeredBy: { kind: 'step', rule: 'fix', step: 1 } }]);
  expect((await openai.models.list()).data.map(({ id }) => id)).toEqual(['gpt-5.5']);
});

test('what the script has no answer for is an error that says so', async () => {
  const { openai } = await startModel(script);
  const error = await openai.responses.create(body(user('sing'))).then(() => null, (reason: unknown) => reason);
  expect(error).toMatchObject({ status: 400, error: { type: 'invalid_request_error', message: expect.stringContaining('no rule of the script fits') } });
});

function answersTo(response: OpenAI.Responses.Response, output: string): Input[] {
  return response.output.flatMap((item): Input[] => {
    if (item.type === 'function_call') return [{ type: 'function_call_output', call_id: item.call_id, output }];
    return item.type === 'custom_tool_call' ? [{ type: 'custom_tool_call_output', call_id: item.call_id, output }] : [];
  });
}
