import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'bun:test';
import { startModel } from '../testing/start-model.ts';
import { type Script } from '../script/script.ts';

type Fault = NonNullable<NonNullable<Script['otherwise']>['fault']>;
type Model = Awaited<ReturnType<typeof startModel>>;

const say = '0123456789'.repeat(10);
const withFault = (fault: Fault) => startModel({ pace: { chunk: 10 }, otherwise: { say, fault } });

/** The same question in each way that a client can ask it, answered by the text or by the error. */
const asks: Record<string, (model: Model, pieces?: string[]) => Promise<unknown>> = {
  'messages, streamed': ({ anthropic }, pieces = []) =>
    anthropic.messages.stream({ model: 'claude-sonnet-5-5', max_tokens: 10, messages: [{ role: 'user', content: 'x' }] }).on('text', (piece) => pieces.push(piece)).finalText().catch(wrap),
  'messages, plain': ({ anthropic }) =>
    anthropic.messages.create({ model: 'claude-sonnet-5-5', max_tokens: 10, messages: [{ role: 'user', content: 'x' }] }).then(({ content: [block] }) => (block?.type === 'text' ? block.text : block), wrap),
  'responses, streamed': ({ openai }, pieces = []) =>
    openai.responses.stream({ model: 'gpt-5.5', input: 'x' }).on('response.output_text.delta', ({ delta }) => pieces.push(delta)).finalResponse().then(({ output: [item] }) => (item?.type === 'message' && item.content[0]?.type === 'output_text' ? item.content[0].text : item), wrap),
  'responses, plain': ({ openai }) => openai.responses.create({ model: 'gpt-5.5', input: 'x' }).then((response) => response.output_text, wrap),
};
const eachWay = Object.entries(asks);
const wrap = (error: unknown) => ({ error });

test.each(eachWay)('%s: a status with its wait, healed after so many times', async (way, ask) => {
  const model = await withFault({ status: 429, retryAfter: 7, times: 2 });
  for (const _ of [1, 2]) {
    const { error } = (await ask(model)) as { error: { status: number; headers: Headers } };
    expect(error.status).toBe(429);
    expect(error.headers.get('retry-after')).toBe('7');
    expect(error).toMatchObject({ error: way.startsWith('messages') ? { type: 'error', error: { type: 'rate_limit_error' } } : { type: 'rate_limit_error', code: 'rate_limit_exceeded' } });
  }
  expect(await ask(model)).toBe(say);
});

test.each([[529, 'overloaded_error'], [500, 'api_error'], [401, 'authentication_error']])('the status %i has the type that clients know', async (status, type) => {
  expect(await asks['messages, plain']?.(await withFault({ status, message: 'why' }))).toMatchObject({ error: { status, error: { error: { type, message: 'why' } } } });
});

test.each(eachWay)('%s: cut before the first byte, after some pieces, and at the end; then healed', async (_, ask) => {
  for (const cut of ['before first byte', { after: 0 }, { after: 3 }, { after: 999 }] as const) {
    const model = await withFault({ cut });
    expect(await ask(model)).toHaveProperty('error');
    expect(await ask(model)).toBe(say);
  }
});

test.each(eachWay.filter(([way]) => way.endsWith('streamed')))('%s: just so many pieces come before the cut', async (_, ask) => {
  const pieces: string[] = [];
  await ask(await withFault({ cut: { after: 3 } }), pieces);
  expect(pieces.join('')).toBe(say.slice(0, 30));
});

test.each(eachWay)('%s: JSON that breaks off is an error for the client', async (_, ask) => {
  const model = await withFault({ malformed: true });
  expect(await ask(model)).toHaveProperty('error');
  expect(await ask(model)).toBe(say);
});

test('silence lasts until the client goes, and holds up neither others nor the end', async () => {
  const model = await startModel({ rules: [{ when: { prompt: 'hush' }, steps: [{ say, fault: { silence: true } }] }], otherwise: { say } });
  const gone = new AbortController();
  const hushed = fetch(`${model.url}/v1/responses`, { method: 'POST', body: JSON.stringify({ model: 'gpt-5.5', input: 'hush' }), signal: gone.signal }).catch((error: Error) => error.name);
  expect(await asks['responses, plain']?.(model)).toBe(say);
  while (model.requests.length < 2) await model.openai.models.list();
  gone.abort();
  expect(await hushed).toBe('AbortError');
  const second = fetch(`${model.url}/v1/responses`, { method: 'POST', body: JSON.stringify({ model: 'gpt-5.5', input: 'hush' }) });
  expect((await second).status).toBe(200);
});

test('closing ends an answer that would be silent for ever', async () => {
  const model = await withFault({ silence: { after: 2 }, times: 'always' });
  const { hostname, port } = new URL(model.url);
  const socket = connect(Number(port), hostname);
  const body = JSON.stringify({ model: 'gpt-5.5', input: 'x', stream: true });
  socket.write(`POST /v1/responses HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  await once(socket, 'data');
  const ended = once(socket, 'close');
  socket.resume().on('error', () => {});
  await model.close();
  await ended;
});

test('a slow answer is whole all the same', async () => {
  const since = performance.now();
  expect(await asks['messages, streamed']?.(await withFault({ slow: { first: '30ms', each: 5 } }))).toBe(say);
  expect(performance.now() - since).toBeGreaterThan(29 + 10 * 4);
});

test('every conversation has faults of its own', async () => {
  const model = await withFault({ status: 500 });
  const ask = (input: string, key: string) => model.openai.responses.create({ model: 'gpt-5.5', input, prompt_cache_key: key }).then(() => 200, (error: { status: number }) => error.status);
  expect([await ask('a', '1'), await ask('b', '1'), await ask('a', '2'), await ask('a', '1'), await ask('b', '1'), await ask('a', '2')]).toEqual([500, 500, 500, 200, 200, 200]);
});

test("a rule's fault is had once for all its steps", async () => {
  const model = await startModel({ rules: [{ fault: { status: 529 }, steps: [{ say: 'one' }, { say: 'two' }] }] });
  const input = (...said: string[]) => ['x', ...said].map((content, at) => ({ role: at % 2 === 0 ? ('user' as const) : ('assistant' as const), content }));
  const ask = (...said: string[]) => model.openai.responses.create({ model: 'gpt-5.5', input: input(...said) }).then((response) => response.output_text, (error: { status: number }) => error.status);
  expect([await ask(), await ask(), await ask('one', 'y')]).toEqual([529, 'one', 'two']);
});

test('a megabyte of text arrives to the last character', async () => {
  const model = await startModel({ otherwise: { huge: '1MB', pace: { chunk: 4000 } } });
  expect(await asks['messages, streamed']?.(model)).toHaveLength(1024 ** 2);
});
