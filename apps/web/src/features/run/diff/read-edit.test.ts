import { expect, test } from 'bun:test';
import { parseHunks } from './parse-hunks.ts';
import { readEdit } from './read-edit.ts';

const changed = '--- a/src/money.js\n+++ b/src/money.js\n@@ -1,3 +1,3 @@\n a\n-Math.floor(b)\n+Math.round(b)\n c\n';
const added = '--- /dev/null\n+++ b/new file.md\n@@ -0,0 +1,2 @@\n+one\n+two\n';
const deleted = '--- a/old.md\n+++ /dev/null\n@@ -1 +0,0 @@\n-gone\n';

test('an edit of several files is read as the diff of a run is', () => {
  const { files, ...totals } = readEdit(changed + added + deleted);
  expect(files).toMatchObject([
    { path: 'src/money.js', kind: 'modified', insertions: 1, deletions: 1 },
    { path: 'new file.md', kind: 'added', insertions: 2, deletions: 0 },
    { path: 'old.md', kind: 'deleted', insertions: 0, deletions: 1 },
  ]);
  expect(totals).toEqual({ insertions: 3, deletions: 2, omitted: 0 });
});

test('what was left out at its end is counted, and is no line of the file', () => {
  const { files, omitted } = readEdit(`${changed}… (120 more lines)\n`);
  expect(omitted).toBe(120);
  expect(parseHunks(files[0]?.hunks ?? '', 100).hunks.flatMap((hunk) => hunk.changes.map((change) => change.content))).toEqual(['a', 'Math.floor(b)', 'Math.round(b)', 'c']);
});

test('lines that look like the head of a file are lines', () => {
  const tricky = '--- a/list.sql\n+++ b/list.sql\n@@ -1,2 +1,2 @@\n--- old comment\n+++ new comment\n select 1\n';
  expect(readEdit(tricky).files).toMatchObject([{ path: 'list.sql', insertions: 1, deletions: 1 }]);
});

test('what is no diff has no files', () => {
  expect(readEdit('nothing of the kind')).toEqual({ files: [], insertions: 0, deletions: 0, omitted: 0 });
});
