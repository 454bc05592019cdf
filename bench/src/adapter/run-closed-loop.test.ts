import { describe, expect, test } from 'bun:test';
import { runClosedLoop } from './run-closed-loop.ts';
import type { StepClock } from './time-steps.ts';

const tenSteps = async (clock: StepClock) => {
  for (let step = 0; step < 10; step++) clock.mark();
};

describe('runClosedLoop', () => {
  test('keeps exactly `concurrency` workflows going and runs them all', async () => {
    let [going, most, ended] = [0, 0, 0];
    await runClosedLoop({ concurrency: 4, runs: 30 }, async (clock) => {
      most = Math.max(most, ++going);
      await Promise.resolve();
      await tenSteps(clock);
      going--;
      ended++;
    });
    expect([most, ended]).toEqual([4, 30]);
  });

  test('does not count a side that skips steps', async () => {
    const nine = async (clock: StepClock) => {
      for (let step = 0; step < 9; step++) clock.mark();
    };
    expect(runClosedLoop({ concurrency: 1, runs: 1 }, nine)).rejects.toThrow('9 step bodies instead of 10');
  });
});
