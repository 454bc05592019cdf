import { expect, test } from 'bun:test';
import { type Conversation, type Moment } from '../conversation/conversation.ts';
import { parseScript } from '../script/read-script.ts';
import { type Script } from '../script/script.ts';
import { findStep } from './find-step.ts';

const said = (text: string): Moment => ({ said: text, results: [], all: text });
const result = (...results: string[]): Moment => ({ said: '', results, all: results.join('\n') });
const talk = (...moments: Moment[]): Conversation => ({ protocol: 'openai', model: 'gpt-5.5', system: 'You are kind.', moments, tools: [], session: '', isStreaming: false, length: 0, maxOutput: null });

/** What the script says to each conversation: the text, or why not. */
function answer(script: Script, conversation: Conversation): string {
  const found = findStep(parseScript(script), conversation);
  return found.kind === 'none' ? found.why : found.step.say ?? '';
}

const steps = (...texts: string[]) => texts.map((say) => ({ say }));

test('the steps of a rule follow each other, and the last is followed by nothing', () => {
  const script = { rules: [{ name: 'fix', when: { prompt: 'cent' }, steps: steps('a', 'b') }] };
  expect(answer(script, talk(said('a cent short')))).toBe('a');
  expect(answer(script, talk(said('a cent short')))).toBe('a');
  expect(answer(script, talk(said('a cent short'), result('ok')))).toBe('b');
  expect(answer(script, talk(said('a cent short'), result('ok'), result('ok')))).toBe('the rule "fix" has only 2 steps, and this would be the next one');
  expect(answer({ ...script, otherwise: { say: 'nothing' } }, talk(said('a cent short'), result('ok'), result('ok')))).toBe('nothing');
});

test('what a person says in the middle starts the rule that fits it; else the work goes on', () => {
  const script = { rules: [{ when: { prompt: 'cent' }, steps: steps('a', 'b', 'c') }, { when: { prompt: '/stop/i' }, steps: steps('stopped') }] };
  expect(answer(script, talk(said('cent'), { ...result('ok'), said: 'be quick' }))).toBe('b');
  expect(answer(script, talk(said('cent'), { ...result('ok'), said: 'Stop it' }))).toBe('stopped');
  expect(answer(script, talk(said('cent'), { ...result('ok'), said: 'one cent more' }))).toBe('b');
});

test('a finished rule begins anew when it is asked for again', () => {
  const script = { rules: [{ when: { prompt: 'cent' }, steps: steps('a', 'b') }] };
  expect(answer(script, talk(said('cent'), result('ok'), said('cent')))).toBe('a');
});

test('what a tool answered can lead elsewhere', () => {
  const script = {
    rules: [
      { when: { prompt: 'test' }, steps: steps('run', 'passed') },
      { when: { prompt: 'test', toolResult: '/^fail/' }, steps: steps('mend', 'mended') },
    ],
  };
  expect(answer(script, talk(said('test'), result('pass')))).toBe('passed');
  expect(answer(script, talk(said('test'), result('x', 'fail 1')))).toBe('mend');
  expect(answer(script, talk(said('test'), result('fail 1'), result('fail 2')))).toBe('mended');
});

test('a rule can ask for the turn, the model and the system prompt', () => {
  const script = { rules: [{ when: { turn: 2 }, steps: steps('second') }, { when: { model: 'gpt', system: 'kind' }, steps: steps('kind one', 'kind two') }, { steps: steps('any') }] };
  expect(answer(script, talk(said('x')))).toBe('kind one');
  expect(answer(script, talk(said('x'), said('y')))).toBe('second');
  expect(answer(script, { ...talk(said('x')), model: 'claude' })).toBe('any');
});

test('a loop repeats its step so often, or for ever', () => {
  const script = (loop: true | number) => ({ rules: [{ steps: [{ say: 'again', loop }, { say: 'end' }] }] });
  const turns = (count: number) => talk(said('x'), ...Array.from({ length: count - 1 }, () => result('ok')));
  expect([1, 2, 3, 4].map((count) => answer(script(3), turns(count)))).toEqual(['again', 'again', 'again', 'end']);
  expect(answer(script(true), turns(500))).toBe('again');
});
