import { expect, test } from 'bun:test';
import { interleave } from './interleave.ts';

test('no side has two turns in a row', async () => {
  const turns: string[] = [];
  const results = await interleave(['ours', 'theirs'], 3, async (side, repeat) => {
    turns.push(side);
    return `${side}${repeat}`;
  });
  expect(turns).toEqual(['ours', 'theirs', 'ours', 'theirs', 'ours', 'theirs']);
  expect(results.get('theirs')).toEqual(['theirs0', 'theirs1', 'theirs2']);
});
