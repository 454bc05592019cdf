import { expect, test } from 'bun:test';
import type { RunEventBody } from '@lime/contracts';
import { changeTexts } from './change-texts.ts';
import { createEventQueue } from './event-queue.ts';

const edit: RunEventBody = { type: 'tool', name: 'Edit', phase: 'end', text: 'secret\0', diff: '+secret\0\n' };

test('what is done to the text of an event is done to the diff of an edit, too', () => {
  const mask = (text: string) => text.replaceAll('secret', '***');
  expect(changeTexts(edit, mask)).toEqual({ type: 'tool', name: 'Edit', phase: 'end', text: '***\0', diff: '+***\0\n' });
  expect(changeTexts({ type: 'status', text: 'secret' }, mask)).toEqual({ type: 'status', text: '***' });
  const other: RunEventBody = { type: 'diff', filesChanged: 1, insertions: 1, deletions: 0, sha256: 'a'.repeat(64) };
  expect(changeTexts(other, mask)).toBe(other);
});

test('a diff is sent as a database can keep it, and counts among what a batch holds', () => {
  const queue = createEventQueue();
  queue.push(edit);
  expect(queue.takeBatch()).toEqual([{ type: 'tool', name: 'Edit', phase: 'end', text: 'secret\uFFFD', diff: '+secret\uFFFD\n' }]);
  for (let count = 0; count < 150; count += 1) queue.push({ ...edit, diff: 'x'.repeat(4_000) });
  expect(queue.hasFullBatch()).toBe(true);
  expect(queue.takeBatch().length).toBeLessThan(101);
});
