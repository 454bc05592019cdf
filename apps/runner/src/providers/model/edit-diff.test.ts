import { expect, test } from 'bun:test';
import { editDiff, hunkBetween } from './edit-diff.ts';

test('the hunk between two texts leaves out what both begin and end with', () => {
  expect(hunkBetween('a\nb\nc\n', 'a\nB\nx\nc\n')).toBe('@@ -2,1 +2,2 @@\n-b\n+B\n+x');
  expect(hunkBetween('a\nc\n', 'a\nb\nc\n')).toBe('@@ -1,0 +2,1 @@\n+b');
  expect(hunkBetween('a\na\n', 'a\n')).toBe('@@ -2,1 +1,0 @@\n-a');
  expect(hunkBetween('', 'a')).toBe('@@ -0,0 +1,1 @@\n+a');
  expect(hunkBetween('same\n', 'same\n')).toBe('');
});

test('files follow one another, with paths of the repository; no path can add a line', () => {
  expect(editDiff([{ from: '/workspace/a', to: '/workspace/a', hunks: '@@ -1 +1 @@\n-a\n+b\n' }, { from: 'b\n+evil', to: null, hunks: '@@ -1,1 +0,0 @@\n-b' }])).toBe(
    '--- a/a\n+++ b/a\n@@ -1 +1 @@\n-a\n+b\n--- a/b?+evil\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-b\n',
  );
  expect(editDiff([])).toBe('');
  expect(editDiff([{ from: 'a', to: 'a', hunks: '' }])).toBe('');
});

test('a long one is cut at a line, and says how much is left out', () => {
  const lines = Array.from({ length: 1000 }, (_, index) => `line ${index}`);
  const diff = editDiff([{ from: null, to: 'a', hunks: hunkBetween('', lines.join('\n')) }]);
  expect(diff.length).toBeLessThan(4_100);
  const shown = diff.split('\n').filter((line) => line.startsWith('+line')).length;
  expect(diff).toEndWith(`+line ${shown - 1}\n… (${1000 - shown} more lines)\n`);
  expect(editDiff([{ from: null, to: 'a', hunks: `+${'x'.repeat(1_000_000)}` }])).toBe('--- /dev/null\n+++ b/a\n… (1 more lines)\n');
});

test('secrets are masked, also one that the cut would go through', () => {
  const key = 'ghp_abcdefghijklmnopqrst0123456789abcdef';
  expect(editDiff([{ from: null, to: 'a', hunks: `+token = ${key}` }])).toEndWith('+token = ghp_***\n');
  const padding = Array.from({ length: 398 }, () => 'xxxxxxxxx').join('\n');
  for (let more = 0; more < 60; more += 1) expect(editDiff([{ from: null, to: 'a', hunks: `${padding}\n${'y'.repeat(more)} ${key}` }])).not.toContain('ghp_abc');
});
