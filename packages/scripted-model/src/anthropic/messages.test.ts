import type Anthropic from '@anthropic-ai/sdk';
import { expect, test } from 'bun:test';
import { claudeTools, startModel } from '../testing/start-model.ts';

const user = (content: Anthropic.MessageParam['content']): Anthropic.MessageParam => ({ role: 'user', content });
const body = (...messages: Anthropic.MessageParam[]) => ({ model: 'claude-sonnet-5-5', max_tokens: 1000, tools: claudeTools, messages });

const script = {
  cwd: '/repo',
  rules: [
    {
      name: 'fix',
      when: { prompt: '/cent short/i' },
      steps: [
        { say: 'I look at the file first, as one should before one changes it.', use: { tool: 'read' as const, path: 'src/money.js' } },
        { use: [{ tool: 'edit' as const, path: 'src/money.js', find: 'floor', replace: 'round' }, { tool: 'shell' as const, command: 'node --test' }] },
        { say: 'Done: ä, €, 🍋.', usage: { input: 1000, output: 20, cacheRead: 300, cacheWrite5m: 40, cacheWrite1h: 5 } },
      ],
    },
  ],
};

test('a conversation of several steps is streamed as the official client reads it', async () => {
  const { anthropic } = await startModel(script);
  const messages = [user('You are one Cent short.')];
  const first = await anthropic.messages.stream(body(...messages)).finalMessage();
  expect(first.stop_reason).toBe('tool_use');
  expect(first.content).toMatchObject([
    { type: 'text', text: 'I look at the file first, as one should before one changes it.' },
    { type: 'tool_use', name: 'Read', input: { file_path: '/repo/src/money.js' } },
  ]);

  messages.push({ role: 'assistant', content: first.content }, user(answerTo(first)));
  const second = await anthropic.messages.stream(body(...messages)).finalMessage();
  expect(second.content).toMatchObject([
    { type: 'tool_use', name: 'Edit', input: { file_path: '/repo/src/money.js', old_string: 'floor', new_string: 'round' } },
    { type: 'tool_use', name: 'Bash', input: { command: 'node --test' } },
  ]);
  expect(new Set([...first.content, ...second.content].flatMap((block) => (block.type === 'tool_use' ? [block.id] : []))).size).toBe(3);

  messages.push({ role: 'assistant', content: second.content }, user(answerTo(second)));
  const third = await anthropic.messages.stream(body(...messages)).finalMessage();
  expect(third.content).toMatchObject([{ type: 'text', text: 'Done: ä, €, 🍋.' }]);
  expect(third.stop_reason).toBe('end_turn');
  expect(third.usage).toMatchObject({
    input_tokens: 1000,
    output_tokens: 20,
    cache_read_input_tokens: 300,
    cache_creation_input_tokens: 45,
    cache_creation: { ephemeral_5m_input_tokens: 40, ephemeral_1h_input_tokens: 5 },
  });
});

test('the plain answer says the same as the streamed one', async () => {
  const { anthropic } = await startModel(script);
  const plain = await anthropic.messages.create(body(user('a cent short')));
  const streamed = await anthropic.messages.stream(body(user('a cent short'))).finalMessage();
  expect(streamed.content.map(({ type }) => type)).toEqual(['text', 'tool_use']);
  const shown = ({ content, stop_reason: reason, usage }: Anthropic.Message) => ({ content: content.map((block) => ({ ...block, id: '' })), reason, usage });
  expect(shown(plain)).toEqual(shown(streamed));
});

test('text comes in pieces of the length that the pace sets', async () => {
  const { anthropic } = await startModel({ rules: [{ steps: [{ say: '0123456789ab', pace: { chunk: 5 } }] }] });
  const pieces: string[] = [];
  await anthropic.messages.stream(body(user('x'))).on('text', (piece) => pieces.push(piece)).finalMessage();
  expect(pieces).toEqual(['01234', '56789', 'ab']);
});

test('tokens are counted, models listed, and the same words always cost the same', async () => {
  const { anthropic, requests } = await startModel(script);
  const { max_tokens: _, ...counted } = body(user('a cent short'));
  const { input_tokens: tokens } = await anthropic.messages.countTokens(counted);
  const answer = await anthropic.messages.create(body(user('a cent short')));
  expect(answer.usage.input_tokens).toBe(tokens);
  expect((await anthropic.models.list()).data.map(({ id }) => id)).toEqual(['claude-sonnet-5-5']);
  expect(requests.map(({ answeredBy }) => answeredBy)).toEqual([{ kind: 'count' }, { kind: 'step', rule: 'fix', step: 1 }]);
});

const surfaced = 'The user sent a new message while you were working:\nplease stop\n\nThis is how Claude Code surfaces messages.';

test.each<[string, Anthropic.MessageParam[]]>([
  ['as a message of the system', [user([{ type: 'tool_result', tool_use_id: 't', content: 'ok' }]), { role: 'system', content: surfaced }]],
  ['beside a result', [user([{ type: 'tool_result', tool_use_id: 't', content: 'ok' }, { type: 'text', text: `<system-reminder>${surfaced}</system-reminder>` }])]],
  ['in a result', [user([{ type: 'tool_result', tool_use_id: 't', content: `ok\n<system-reminder>${surfaced}</system-reminder>` }])]],
])('what a person says in mid-turn is heard, %s', async (_, messages) => {
  const { anthropic } = await startModel({ rules: [{ when: { prompt: 'cent' }, steps: [{ say: 'a' }, { say: 'b' }] }, { when: { prompt: '/stop/' }, steps: [{ say: 'stopped' }] }] });
  const answer = await anthropic.messages.create(body(user('a cent'), { role: 'assistant', content: 'a' }, ...messages));
  expect(answer.content).toMatchObject([{ text: 'stopped' }]);
});

test('what the program adds of its own is not what a person asks', async () => {
  const { anthropic } = await startModel({ rules: [{ when: { prompt: 'cent' }, steps: [{ say: 'a' }] }], otherwise: { say: 'nothing' } });
  const answer = await anthropic.messages.create(body(user([{ type: 'text', text: '<system-reminder>\nmind the cent\n</system-reminder>' }, { type: 'text', text: 'hello' }])));
  expect(answer.content).toMatchObject([{ text: 'nothing' }]);
});

test('requests are kept as they came, with the key for itself', async () => {
  const { anthropic, requests } = await startModel(script);
  await anthropic.messages.create(body(user('a cent short')));
  const [seen] = requests;
  expect(seen).toMatchObject({ protocol: 'anthropic', path: '/v1/messages', model: 'claude-sonnet-5-5', key: 'key-a', body: { max_tokens: 1000 } });
  expect(seen?.headers['anthropic-version']).toMatch(/^20\d\d-/);
  expect(JSON.stringify(seen?.headers)).not.toContain('key-a');
});

test('the key is taken from x-api-key as well, as Claude Code sends it', async () => {
  const { url, requests } = await startModel(script);
  await fetch(`${url}/v1/messages`, { method: 'POST', headers: { 'x-api-key': 'key-x' }, body: JSON.stringify(body(user('a cent short'))) });
  expect(requests[0]?.key).toBe('key-x');
  expect(JSON.stringify(requests[0]?.headers)).not.toContain('key-x');
});

test('what the script has no answer for is an error that says so', async () => {
  const { anthropic, requests } = await startModel({ ...script, models: ['claude-sonnet-5-5'] });
  const refusal = (request: Promise<unknown>) => request.then(() => null, (error: unknown) => error);
  expect(await refusal(anthropic.messages.create(body(user('sing a song'))))).toMatchObject({
    status: 400,
    error: { type: 'error', error: { type: 'invalid_request_error', message: 'scripted model: no rule of the script fits what was asked: "sing a song"' } },
  });
  expect(await refusal(anthropic.messages.create({ ...body(user('x')), model: 'gpt-4' }))).toMatchObject({ status: 404, type: 'not_found_error' });
  expect(await refusal(anthropic.messages.create({ ...body(user('x')), max_tokens: 0 }))).toMatchObject({ status: 400, message: expect.stringContaining('max_tokens') });
  expect(requests.map(({ answeredBy }) => answeredBy.kind)).toEqual(['error', 'error', 'error']);
});

function answerTo(message: Anthropic.Message): Anthropic.ToolResultBlockParam[] {
  return message.content.flatMap((block) => (block.type === 'tool_use' ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: 'ok' }] : []));
}
