import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invoice } from '../src/invoice.js';

test('a small order', () => {
  const { lines, shipping, total, cents } = invoice({
    items: [
      { name: 'Notebook', price: 2.5, quantity: 4 },
      { name: 'Pencil', price: 0.75, quantity: 10 },
    ],
    shipTo: 'abroad',
  });
  assert.deepEqual(lines, ['Notebook: €10.00', 'Pencil: €6.75']);
  assert.equal(shipping, '€14.50');
  assert.equal(total, '€31.25');
  assert.equal(cents, 3125);
});

test('a large order travels free and contains VAT', () => {
  const { shipping, vatContained, total } = invoice({
    items: [{ name: 'Fountain pen', price: 59.5, quantity: 2 }],
    shipTo: 'domestic',
  });
  assert.deepEqual({ shipping, vatContained, total }, { shipping: '€0.00', vatContained: '€19.00', total: '€119.00' });
});

test('an order adds up to the cent', () => {
  const { lines, discount, shipping, total } = invoice({
    items: [
      { name: 'Ink', price: 8.95, quantity: 1 },
      { name: 'Desk lamp', price: 19.99, quantity: 2 },
    ],
    coupon: { kind: 'fixed', amount: 1.15 },
    shipTo: 'domestic',
  });
  assert.deepEqual(lines, ['Ink: €8.95', 'Desk lamp: €39.98']);
  assert.equal(discount, '-€1.15');
  assert.equal(shipping, '€4.35');
  assert.equal(total, '€52.13');
});

test('an unknown destination is refused', () => {
  assert.throws(() => invoice({ items: [], shipTo: 'the moon' }), /We do not ship to the moon/);
});
