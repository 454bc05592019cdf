import { describe, expect, test } from 'bun:test';
import { makeRow, toJsonRow } from './row.ts';

const threeTimes = { kind: 'ratio-at-least', value: 3 } as const;

describe('makeRow', () => {
  test('a throughput is better when it is higher', () => {
    const row = makeRow({ id: 'a', unit: 'steps/s', ours: [3000], theirs: [1000], goal: threeTimes });
    expect(row).toMatchObject({ ratio: 3, goal: '>= 3x', met: true });
  });

  test('a latency is better when it is lower', () => {
    const row = makeRow({ id: 'a', unit: 'ms', ours: [4], theirs: [2], lowerIsBetter: true, goal: threeTimes });
    expect(row).toMatchObject({ ratio: 0.5, met: false });
  });

  test('each repeat is compared with its own neighbour, so a slow spell of the machine cancels out', () => {
    const row = makeRow({ id: 'a', unit: 'steps/s', ours: [400, 100, 80], theirs: [100, 25, 200], goal: threeTimes });
    expect(row).toMatchObject({ ours: 100, theirs: 100, ratio: 4, ratios: [4, 4, 0.4], met: true });
  });

  test('a bound in the unit itself needs no peer', () => {
    const goal = { kind: 'at-most', value: 15 } as const;
    expect(makeRow({ id: 'a', unit: 'ms', ours: [15], goal })).toMatchObject({ theirs: null, ratio: null, goal: '<= 15 ms', met: true });
    expect(makeRow({ id: 'a', unit: 'ms', ours: [15.1], goal }).met).toBe(false);
  });

  test('nothing lost means exactly none', () => {
    const goal = { kind: 'exactly', value: 0 } as const;
    expect(makeRow({ id: 'a', unit: 'events', ours: [1], goal })).toMatchObject({ goal: '= 0 events', met: false });
  });

  test('JSON holds the promised fields alone', () => {
    expect(Object.keys(toJsonRow(makeRow({ id: 'a', unit: 'ms', ours: [1] })))).toEqual(['id', 'ours', 'theirs', 'unit', 'ratio', 'goal', 'met']);
  });

  test('without our figure there is no verdict', () => {
    const row = makeRow({ id: 'a', unit: 'steps/s', ours: [], theirs: [1], goal: threeTimes });
    expect(row).toMatchObject({ ours: null, ratio: null, met: null });
  });
});
