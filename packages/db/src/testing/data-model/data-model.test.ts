import { expect, test } from 'bun:test';
import { readFile } from 'node:fs/promises';
import { dataModelPath, makeDataModel } from './make-data-model.ts';
import { commentsIn } from './read-comments.ts';

test('docs/drm.md tells of the tables as the migrations make them; otherwise run: npm run data-model', async () => {
  const made = await makeDataModel();
  expect(await readFile(dataModelPath, 'utf8')).toBe(made);
  const unexplained = made.split(/^## /m).slice(1).filter((section) => /^\w+\n\n(\n|\|| ?Of no tenant)/.test(section));
  expect(unexplained.map((section) => section.split('\n')[0])).toEqual([]);
});

test('a comment is of what stands below it or before it on its line', () => {
  const comments = commentsIn(['-- Words.', '-- More.', 'CREATE TABLE words (', '  id bigint,', '  -- Never empty.', '  word text NOT NULL,', '  UNIQUE (word) -- of all', ');', '-- Nothing of note.', 'GRANT SELECT ON words TO x;', 'ALTER TABLE words', '  ADD COLUMN due date, -- when', '  DROP COLUMN id;'].join('\n'));
  expect([...comments]).toEqual([['words', 'Words. More.'], ['words.word', 'Never empty.'], ['words.due', 'when']]);
});
