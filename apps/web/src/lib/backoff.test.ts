import { expect, test } from 'bun:test';
import { backoff } from './backoff.ts';

test('waits longer after each failure, up to a bound, and never the same for everybody', () => {
  const longest = [0, 1, 2, 3, 10].map((failures) => backoff(failures, () => 1));
  expect(longest).toEqual([400, 800, 1_600, 3_200, 15_000]);
  expect(backoff(3, () => 0)).toBe(1_600);
});
