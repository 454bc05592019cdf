import { expect, test } from 'bun:test';
import { tallyEgress } from './tally-egress.ts';

test('requests are counted by destination and outcome', () => {
  const { onRequest, tallies } = tallyEgress();
  const to = (host: string) => ({ host, port: 443, method: 'CONNECT' });
  onRequest({ ...to('a.example'), allowed: true });
  onRequest({ ...to('evil.example'), allowed: false, reason: 'not among' });
  onRequest({ ...to('a.example'), allowed: true });
  onRequest({ ...to('a.example'), allowed: true, reason: 'no answer' });
  expect(tallies()).toEqual([
    { destination: 'a.example:443', outcome: 'reached', reason: '', times: 2 },
    { destination: 'evil.example:443', outcome: 'refused', reason: 'not among', times: 1 },
    { destination: 'a.example:443', outcome: 'unreachable', reason: 'no answer', times: 1 },
  ]);
});

test('a flood of destinations takes a bounded space, and every request is counted', () => {
  const { onRequest, tallies } = tallyEgress();
  for (let count = 0; count < 100_000; count++) onRequest({ host: `h${count}${'x'.repeat(1000)}`, port: 443, method: 'CONNECT', allowed: count % 2 === 0, reason: 'y'.repeat(1000) });
  expect(tallies().length).toBeLessThanOrEqual(203);
  expect(tallies().reduce((sum, { times }) => sum + times, 0)).toBe(100_000);
  expect(Math.max(...tallies().map(({ destination, reason }) => destination.length + reason.length))).toBeLessThanOrEqual(800);
});
