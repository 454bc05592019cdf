import { describe, expect, test } from 'bun:test';
import { duration, relative } from './time.ts';

const now = Date.parse('2026-11-20T12:00:00Z');
const ago = (seconds: number) => relative(now - seconds * 1_000, now);

describe('times as people read them', () => {
  test('in the past and to come', () => {
    expect([0, 50, 3_000, 7_200, 259_200].map(ago)).toEqual(['just now', '1 min ago', '50 min ago', '2 h ago', '3 d ago']);
    expect([-20, -600, -604_800].map(ago)).toEqual(['in a moment', 'in 10 min', 'in 7 d']);
  });

  test('durations', () => {
    expect([0, 840, 4_210, 9_960, 61_000, 3_599_000, 7_830_000].map(duration)).toEqual(['0 ms', '840 ms', '4.2 s', '10 s', '1 min 01 s', '59 min 59 s', '2 h 11 min']);
  });
});
