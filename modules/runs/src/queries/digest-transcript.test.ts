import { expect, test } from 'bun:test';
import type { RunEventBody } from '@lime/contracts';
import { shorten } from './digest-transcript.ts';

const said = (text: string): RunEventBody => ({ type: 'message', role: 'assistant', text });
const used = (name: string): RunEventBody => ({ type: 'tool', name, phase: 'start', text: '' });

test('it says who said what, which tools were used in between, and what went wrong', () => {
  const events: RunEventBody[] = [{ type: 'user_message', from: 'Ada', text: 'Go.' }, used('Read'), used('Edit'), used('Read'), said('Half way.'), { type: 'error', code: 'checks_broken', text: 'npm test' }, used('Bash'), said('Done.')];
  expect(shorten(events)).toBe('[Ada] Go.\n[tools] Read ×2, Edit\n[agent] Half way.\n[error checks_broken] npm test\n[tools] Bash\n[agent] Done.');
});

test('long words are cut in the middle, the last ones later than the others', () => {
  const lines = shorten([said(`begin ${'x'.repeat(9000)} end`), said(`last ${'y'.repeat(9000)} word`)]).split('\n');
  expect(lines.map((line) => line.length)).toEqual([1200 + '[agent] '.length + 3, 4000 + '[agent] '.length + 3]);
  expect(lines[0]).toMatch(/^\[agent\] begin x+ … x+ end$/);
  expect(lines[1]).toMatch(/^\[agent\] last y+ … y+ word$/);
});

test('of a long conversation the end is kept, and how much was left out is said', () => {
  const digest = shorten(Array.from({ length: 500 }, (_, index) => said(`${index} ${'z'.repeat(500)}`)));
  expect(digest.length).toBeLessThan(24_100);
  expect(digest).toMatch(/^… \(\d+ earlier entries left out\)\n/);
  expect(digest).toContain('[agent] 499 ');
});

test('of a run that said nothing there is nothing', () => {
  expect(shorten([])).toBe('');
});
