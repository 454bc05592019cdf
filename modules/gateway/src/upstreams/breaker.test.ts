import { expect, test } from 'bun:test';
import { breakerFailures, breakerPauseMs } from '../tunables.ts';
import { type Breaker, createBreaker, type Shown } from './breaker.ts';

const [attacker, other] = [1n, 2n];

function open(): { breaker: Breaker; wait(milliseconds: number): void } {
  let now = 1;
  return { breaker: createBreaker(() => now), wait: (milliseconds) => (now += milliseconds) };
}
function show(breaker: Breaker, tenantId: bigint, shown: Shown, times = breakerFailures): void {
  for (let time = 0; time < times; time += 1) {
    expect(breaker.tryEnter(tenantId)).toBe(true);
    breaker.note(tenantId, shown);
  }
}

test.each(['failed', 'unreachable'] as const)('after so many calls that %s nobody enters until the pause is over, and then one', (shown) => {
  const { breaker, wait } = open();
  show(breaker, attacker, shown);
  expect([breaker.tryEnter(attacker), breaker.closedFor(attacker)]).toEqual([false, breakerPauseMs]);
  wait(breakerPauseMs);
  expect([breaker.tryEnter(attacker), breaker.tryEnter(attacker)]).toEqual([true, false]);
});

test.each(['failed', 'unreachable'] as const)('the one that tries opens it again, or closes it for another pause when it %s', (shown) => {
  const { breaker, wait } = open();
  show(breaker, attacker, shown);
  wait(breakerPauseMs);
  show(breaker, attacker, shown, 1);
  expect(breaker.tryEnter(attacker)).toBe(false);
  wait(breakerPauseMs);
  show(breaker, attacker, 'succeeded', 1);
  expect([breaker.tryEnter(attacker), breaker.tryEnter(attacker), breaker.closedFor(attacker)]).toEqual([true, true, 0]);
});

test('one that comes to nothing leaves the try to the next', () => {
  const { breaker, wait } = open();
  show(breaker, attacker, 'failed');
  wait(breakerPauseMs);
  show(breaker, attacker, 'left', 1);
  expect(breaker.tryEnter(attacker)).toBe(true);
});

test('one that tries and never comes to an end holds the others up for one pause alone', () => {
  const { breaker, wait } = open();
  show(breaker, attacker, 'unreachable');
  wait(breakerPauseMs);
  expect([breaker.tryEnter(attacker), breaker.tryEnter(other)]).toEqual([true, false]);
  wait(breakerPauseMs);
  expect(breaker.tryEnter(other)).toBe(true);
});

test("a tenant's failures close it for that tenant alone, however many they are", () => {
  const { breaker, wait } = open();
  for (let again = 0; again < 20; again += 1) {
    show(breaker, attacker, 'failed', again === 0 ? breakerFailures : 1);
    expect([breaker.tryEnter(attacker), breaker.closedFor(other)]).toEqual([false, 0]);
    show(breaker, other, 'succeeded', 1);
    wait(breakerPauseMs);
  }
});

test('what nobody can connect to is left alone by all', () => {
  const { breaker } = open();
  show(breaker, attacker, 'unreachable');
  expect([breaker.tryEnter(other), breaker.closedFor(other)]).toEqual([false, breakerPauseMs]);
});

test('however many tenants make it fail together, it stays open for all others', () => {
  const { breaker } = open();
  const colluding = Array.from({ length: 50 }, (_, index) => BigInt(index + 10));
  for (const tenant of colluding) show(breaker, tenant, 'failed');
  expect(colluding.some((tenant) => breaker.tryEnter(tenant))).toBe(false);
  expect([breaker.tryEnter(other), breaker.closedFor(other)]).toEqual([true, 0]);
});
