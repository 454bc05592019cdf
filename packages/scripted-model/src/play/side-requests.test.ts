import type Anthropic from '@anthropic-ai/sdk';
import { expect, test } from 'bun:test';
import { claudeTools, codexTools, startModel } from '../testing/start-model.ts';

const script = { name: 'fix the price', rules: [{ name: 'fix', when: { prompt: 'cent' }, steps: [{ say: 'one' }, { say: 'two', loop: 2 }, { say: 'three' }] }] };
const model = 'claude-sonnet-5-5';
const words = (message: Anthropic.Message) => message.content.map((block) => (block.type === 'text' ? block.text : '')).join('');

test('a probe and a title get an answer, and the script stays where it is', async () => {
  const { anthropic, requests } = await startModel(script);
  await anthropic.messages.create({ model, max_tokens: 1, messages: [{ role: 'user', content: 'quota' }] });
  const title = await anthropic.messages.create({ model, max_tokens: 500, system: 'Generate a concise, sentence-case title for this session.', messages: [{ role: 'user', content: 'a cent short' }] });
  expect(words(title)).toBe('fix the price');
  const work = await anthropic.messages.create({ model, max_tokens: 500, messages: [{ role: 'user', content: 'a cent short' }] });
  expect(words(work)).toBe('one');
  expect(requests.map(({ answeredBy }) => answeredBy.kind)).toEqual(['probe', 'title', 'step']);
});

test('Claude Code: after a summary the work goes on with the step that was due', async () => {
  const { anthropic } = await startModel(script);
  const ask = (...messages: Anthropic.MessageParam[]) => anthropic.messages.create({ model, max_tokens: 500, tools: claudeTools, messages }).then(words);
  const before: Anthropic.MessageParam[] = [{ role: 'user', content: 'a cent short' }, { role: 'assistant', content: 'one' }, { role: 'user', content: 'go on' }, { role: 'assistant', content: 'two' }];
  const summary = await ask(...before, { role: 'user', content: 'Your task is to create a detailed summary of the conversation so far, of every cent.' });
  const begun: Anthropic.MessageParam = { role: 'user', content: `This session is being continued from a previous conversation.\n${summary}` };
  expect(await ask(begun)).toBe('two');
  expect(await ask(begun, { role: 'assistant', content: 'two' }, { role: 'user', content: 'go on' })).toBe('three');
});

test('Codex: after a summary the work goes on with the step that was due', async () => {
  const { openai } = await startModel(script);
  const ask = (...said: string[]) =>
    openai.responses.create({ model: 'gpt-5.5', tools: codexTools, input: said.map((content, at) => ({ role: at % 2 === 0 ? ('user' as const) : ('assistant' as const), content })) }).then((response) => response.output_text);
  const summary = await ask('a cent short', 'one', 'You are performing a CONTEXT CHECKPOINT COMPACTION. Create a handoff summary.');
  expect(await ask(`Another language model started to solve this problem.\n${summary}`)).toBe('two');
});

test('Codex repeats after a summary what people said: it is not asked for again', async () => {
  const { openai } = await startModel({ rules: [...script.rules, { when: { prompt: 'more' }, steps: [{ say: 'more done' }] }] });
  const input = ['a cent short', '<summary>[scripted model: rule 1, 3 done, 0 repeated]</summary>', 'and more'].map((content) => ({ role: 'user' as const, content }));
  expect((await openai.responses.create({ model: 'gpt-5.5', tools: codexTools, input })).output_text).toBe('more done');
});
