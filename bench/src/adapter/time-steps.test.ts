import { expect, test } from 'bun:test';
import { startStepClock } from './time-steps.ts';

test('a step lasts until the next body begins, the last until the end', () => {
  const times = [10, 13, 20, 21];
  const clock = startStepClock(() => times.shift() ?? Number.NaN);
  for (let step = 0; step < 3; step++) clock.mark();
  expect(clock.finish()).toEqual([3, 7, 1]);
});
