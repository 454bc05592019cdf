import { expect, test } from 'bun:test';
import { failed } from '../../work/failed.ts';
import type { ClaudeResult } from './read-message.ts';
import type { UserMessage } from './sdk.ts';
import { takeTurns } from './take-turns.ts';

function begin() {
  const sent: UserMessage[] = [];
  const turns = takeTurns((message) => void sent.push(message));
  const answer = (result: string, ...to: number[]) => turns.hear(resultOf(result, to.map((index) => sent[index]?.uuid ?? '')));
  return { sent, turns, answer };
}
const resultOf = (result: string, answered: string[], rest: Partial<ClaudeResult> = {}): ClaudeResult => ({ type: 'result', subtype: 'success', is_error: false, result, errors: [], permission_denials: [], user_message_uuids: answered, ...rest });

test('a turn ends with the result that names its message', async () => {
  const { turns, answer, sent } = begin();
  const asked = turns.ask('the task');
  answer('done', 0);
  expect(await asked).toEqual({ ok: true, answer: 'done' });
  expect(sent[0]).toMatchObject({ type: 'user', message: { role: 'user', content: 'the task' } });
});

test('a message in the middle is heard in the turn, or has a result of its own; both are waited for', async () => {
  const { turns, answer } = begin();
  const folded = turns.ask('the task');
  expect(turns.tell('use tabs')).toBe(true);
  answer('with tabs', 0, 1);
  expect(await folded).toEqual({ ok: true, answer: 'with tabs' });
  const queued = turns.ask('more');
  turns.tell('and a licence');
  answer('more is done', 2);
  answer('licence too', 3);
  expect(await queued).toEqual({ ok: true, answer: 'licence too' });
});

test('between turns nothing is heard, nor more than the program can name', () => {
  const { turns } = begin();
  expect(turns.tell('too early')).toBe(false);
  void turns.ask('the task');
  const heard = Array.from({ length: 60 }, (_, index) => turns.tell(`message ${index}`));
  expect(heard.filter(Boolean)).toHaveLength(49);
});

test('an error ends the turn at once, and what closes the conversation is the end of every later one', async () => {
  const { turns } = begin();
  const asked = turns.ask('the task');
  turns.tell('unheard');
  turns.hear(resultOf('529', [], { is_error: true, api_error_status: 529 }));
  expect(await asked).toMatchObject({ ok: false, code: 'agent_failed' });
  const why = failed('agent_failed', 'gone');
  const last = turns.ask('again');
  turns.close(why);
  expect([await last, await turns.ask('once more')]).toEqual([why, why]);
});
