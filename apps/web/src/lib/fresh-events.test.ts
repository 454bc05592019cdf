import { describe, expect, test } from 'bun:test';
import type { RunEvent } from '@lime/contracts';
import fc from 'fast-check';
import { freshEvents } from './fresh-events.ts';

function event(seq: number): RunEvent {
  return { seq, at: '2026-11-20T10:00:00.000Z', stepId: null, body: { type: 'log', text: `line ${seq}` } };
}

const seqs = (events: readonly RunEvent[]) => events.map((one) => one.seq);

describe('freshEvents', () => {
  test('takes what continues the log', () => {
    const { fresh, hole } = freshEvents(2, [event(3), event(4)]);
    expect(seqs(fresh)).toEqual([3, 4]);
    expect(hole).toBe(false);
  });

  test('drops what the log already has, also a repeat within the batch', () => {
    expect(seqs(freshEvents(3, [event(2), event(3), event(4), event(4), event(5)]).fresh)).toEqual([4, 5]);
  });

  test('stops at a hole and says so', () => {
    const { fresh, hole } = freshEvents(1, [event(2), event(4), event(5)]);
    expect(seqs(fresh)).toEqual([2]);
    expect(hole).toBe(true);
  });

  test('sorts a batch that came out of order', () => {
    expect(seqs(freshEvents(0, [event(3), event(1), event(2)]).fresh)).toEqual([1, 2, 3]);
  });

  test('however batches overlap and repeat, the log is 1…n once the last batch has everything', () => {
    const batch = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 30 });
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 12 }), (batches) => {
        const log: RunEvent[] = [];
        const all = Array.from({ length: 40 }, (_, index) => index + 1);
        for (const each of [...batches, all]) log.push(...freshEvents(log.length, each.map(event)).fresh);
        expect(seqs(log)).toEqual(all);
      }),
    );
  });
});
