import { describe, expect, test } from 'bun:test';
import { median, percentile } from './statistics.ts';

describe('median', () => {
  test('takes the middle value whatever the order', () => expect(median([9, 1, 5])).toBe(5));
  test('takes the mean of the middle two', () => expect(median([4, 1, 3, 2])).toBe(2.5));
  test('refuses an empty list', () => expect(() => median([])).toThrow('median of nothing'));
});

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  test('is the nearest rank', () => expect(percentile(hundred, 95)).toBe(95));
  test('of one value is that value', () => expect(percentile([7], 95)).toBe(7));
  test('refuses an empty list', () => expect(() => percentile([], 50)).toThrow('percentile of nothing'));
});
