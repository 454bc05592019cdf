import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCents, toCents } from '../src/money.js';

test('decimals become whole cents', () => {
  assert.deepEqual([0, 0.5, 2.25, 10].map(toCents), [0, 50, 225, 1000]);
});

test('cents are shown as euros', () => {
  assert.deepEqual([0, 7, 1335, -115].map(formatCents), ['€0.00', '€0.07', '€13.35', '-€1.15']);
});
