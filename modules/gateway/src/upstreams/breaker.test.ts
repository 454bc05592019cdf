import { expect, test } from 'bun:test';
import { breakerFailures, breakerPauseMs } from '../tunables.ts';
import { createBreaker } from './breaker.ts';

function failing(): { breaker: ReturnType<typeof createBreaker>; wait(milliseconds: number): void } {
  let now = 0;
  const breaker = createBreaker(() => now);
  for (let failure = 0; failure < breakerFailures; failure += 1) {
    expect(breaker.tryEnter()).toBe(true);
    breaker.failed();
  }
  return { breaker, wait: (milliseconds) => (now += milliseconds) };
}

test('after so many failures nobody enters until the pause is over, and then one', () => {
  const { breaker, wait } = failing();
  expect([breaker.tryEnter(), breaker.closedFor()]).toEqual([false, breakerPauseMs]);
  wait(breakerPauseMs);
  expect([breaker.tryEnter(), breaker.tryEnter()]).toEqual([true, false]);
});

test('the one that tries opens it for all, or closes it for another pause', () => {
  const { breaker, wait } = failing();
  wait(breakerPauseMs);
  breaker.tryEnter();
  breaker.failed();
  expect(breaker.tryEnter()).toBe(false);
  wait(breakerPauseMs);
  breaker.tryEnter();
  breaker.succeeded();
  expect([breaker.tryEnter(), breaker.tryEnter(), breaker.closedFor()]).toEqual([true, true, 0]);
});

test('one that comes to nothing leaves the try to the next', () => {
  const { breaker, wait } = failing();
  wait(breakerPauseMs);
  breaker.tryEnter();
  breaker.left();
  expect(breaker.tryEnter()).toBe(true);
});
