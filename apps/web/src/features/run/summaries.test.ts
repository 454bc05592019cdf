import { expect, test } from 'bun:test';
import type { RunEvent, RunEventBody } from '@lime/contracts';
import { networkOf } from './network.ts';
import { usageOf } from './usage.ts';

const eventsOf = (bodies: RunEventBody[]): RunEvent[] => bodies.map((body, index) => ({ seq: index + 1, at: '2026-11-20T10:00:00.000Z', stepId: '1', body }));

test('the network of a run is one line a destination and outcome, with what was refused first', () => {
  const egress = (destination: string, outcome: 'reached' | 'refused', times: number): RunEventBody => ({ type: 'egress', destination, outcome, reason: '', times });
  const lines = networkOf(eventsOf([egress('a.example:443', 'reached', 2), egress('b.example:443', 'refused', 1), egress('a.example:443', 'reached', 3), { type: 'log', text: 'between' }]));
  expect(lines.map((line) => [line.destination, line.outcome, line.times])).toEqual([['b.example:443', 'refused', 1], ['a.example:443', 'reached', 5]]);
});

test('usage adds up over all calls, to the millionth', () => {
  const usage: RunEventBody = { type: 'usage', model: 'm', inputTokens: 10, outputTokens: 2, cachedTokens: 4, costMicros: 1_234 };
  expect(usageOf(eventsOf([usage, usage]))).toEqual({ costMicros: 2_468, inputTokens: 20, cachedTokens: 8, outputTokens: 4, calls: 2 });
});
