import { expect, test } from 'bun:test';
import { readMessage } from './read-message.ts';
import { readResult } from './read-result.ts';

/** What the SDK gave for a result, as it was seen; nothing else of it matters to us. */
function resultOf(fields: object) {
  const [read] = readMessage({ type: 'result', subtype: 'success', is_error: false, uuid: 'u', session_id: 's', num_turns: 1, ...fields });
  if (read?.kind !== 'result') throw new Error('not read as a result');
  return read.result;
}

test('a result that is an error although its subtype says success is a failure', () => {
  expect(readResult(resultOf({ result: 'All done.' }))).toEqual({ ok: true, answer: 'All done.' });
  expect(readResult(resultOf({ is_error: true, result: 'API Error: 529 overloaded', api_error_status: 529 }))).toMatchObject({ ok: false, code: 'agent_failed', message: expect.stringContaining('(529): API Error: 529 overloaded') });
});

test('rounds that are used up, and what went wrong inside the program, are failures with words', () => {
  expect(readResult(resultOf({ subtype: 'error_max_turns', errors: ['Reached maximum number of turns'] }))).toMatchObject({ ok: false, message: expect.stringContaining('more rounds') });
  expect(readResult(resultOf({ subtype: 'error_during_execution', errors: ['one', 'two'] }))).toMatchObject({ ok: false, message: 'The agent failed: one\ntwo' });
  expect(readResult(resultOf({ subtype: 'error_of_tomorrow', is_error: true }))).toMatchObject({ ok: false, message: 'The agent failed: error_of_tomorrow' });
});

test('an assistant message gives its texts and tools in order, and thinking is left alone', () => {
  const content = [{ type: 'thinking', thinking: 'hm' }, { type: 'text', text: 'I look.' }, { type: 'tool_use', id: 't1', name: 'Read', input: { file_path: '/workspace/a' } }];
  expect(readMessage({ type: 'assistant', message: { content } })).toEqual([{ kind: 'says', text: 'I look.' }, { kind: 'uses', id: 't1', name: 'Read', input: { file_path: '/workspace/a' } }]);
});

test('the result of a tool is a text, in whatever form it came', () => {
  const of = (content: unknown, rest: object = {}) => readMessage({ type: 'user', message: { content: [{ type: 'tool_result', tool_use_id: 't1', content, ...rest }] } });
  expect(of('plain')).toEqual([{ kind: 'used', id: 't1', text: 'plain', failed: false, edited: null }]);
  expect(of([{ type: 'text', text: 'a' }, { type: 'image' }, { type: 'text', text: 'b' }], { is_error: true })).toEqual([{ kind: 'used', id: 't1', text: 'a\nb', failed: true, edited: null }]);
  expect(of(undefined)).toMatchObject([{ text: '' }]);
});

test('what we have no use for, and what has another form, gives nothing', () => {
  for (const message of [null, 'text', {}, { type: 'system', subtype: 'tomorrow' }, { type: 'assistant', message: {} }, { type: 'user', message: { content: 'words' } }, { type: 'result' }]) expect(readMessage(message)).toEqual([]);
});
