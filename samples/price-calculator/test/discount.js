import assert from 'node:assert/strict';
import { test } from 'node:test';
import { couponDiscount, freeCopies } from '../src/discount.js';

test('every tenth copy is free', () => {
  assert.deepEqual([1, 9, 10, 19, 20].map(freeCopies), [0, 0, 1, 1, 2]);
});

test('a coupon takes off a fixed amount or a percentage', () => {
  assert.equal(couponDiscount({ kind: 'fixed', amount: 5 }, 2000), 500);
  assert.equal(couponDiscount({ kind: 'percent', percent: 15 }, 1990), 299);
  assert.equal(couponDiscount(undefined, 2000), 0);
});

test('a coupon never takes off more than there is to pay', () => {
  assert.equal(couponDiscount({ kind: 'fixed', amount: 50 }, 1250), 1250);
});
