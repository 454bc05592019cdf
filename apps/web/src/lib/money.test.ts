import { expect, test } from 'bun:test';
import { centsOf, money, priceWords, smallMoney } from './money.ts';

test('cents are shown as dollars and read back without losing any', () => {
  expect([money(0), money(5), money(123_456)]).toEqual(['$0.00', '$0.05', '$1,234.56']);
  expect([0, 12_300, 1_500_000].map(smallMoney)).toEqual(['$0.00', '$0.0123', '$1.50']);
  expect(['19.99', '$ 19.99', ' 1 ', '0.1', ''].map(centsOf)).toEqual([1_999, undefined, 100, 10, null]);
  expect(['-1', '1.234', '1e3', 'ten'].map(centsOf)).toEqual([undefined, undefined, undefined, undefined]);
});

test('a price is said by the million tokens, whole dollars without cents', () => {
  const words = (inputPrice: number, outputPrice: number) => priceWords({ inputPrice, outputPrice });
  expect([words(2, 10), words(0.1, 22.5), words(0, 0)]).toEqual(['$2 in, $10 out', '$0.10 in, $22.50 out', 'costs nothing']);
});
