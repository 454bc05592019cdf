import { expect, test } from 'bun:test';
import { parseHunks } from './parse-hunks.ts';
import { placeComments } from './place-comments.ts';

test('a comment stands below its line as the change leaves it, or apart where that line is not shown', () => {
  const { hunks } = parseHunks('@@ -10,3 +10,4 @@\n kept\n-old\n+new\n+more\n kept too\n', 100);
  const comment = (line: number) => ({ path: 'a.ts', line, lines: 1, text: `on ${line}`, suggestion: null, runId: '9' });
  const { byLine, elsewhere } = placeComments(hunks, [comment(11), comment(12), comment(11), comment(40)]);
  expect([...byLine].map(([key, comments]) => [key, comments.map(({ text }) => text)])).toEqual([['I11', ['on 11', 'on 11']], ['I12', ['on 12']]]);
  expect(elsewhere.map(({ line }) => line)).toEqual([40]);
});
