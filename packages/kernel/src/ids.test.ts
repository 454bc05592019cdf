import { expect, test } from 'bun:test';
import { hashToken, newToken, parseId } from './ids.ts';

test.each(['0', '-1', '01', '1.0', '1e3', ' 1', '1 ', '', '0x1', '١', '9223372036854775808', '99999999999999999999'])('%j is no id', (text) => {
  expect(parseId(text)).toBeNull();
});

test('ids reach as far as Postgres keeps them', () => {
  expect([parseId('1'), parseId('9223372036854775807')]).toEqual([1n, 9223372036854775807n]);
});

test('tokens are long, never the same, tell their kind, and hash alike', () => {
  const tokens = new Set(Array.from({ length: 100 }, () => newToken('cli')));
  expect(tokens.size).toBe(100);
  for (const token of tokens) expect(token).toMatch(/^lime_cli_[A-Za-z0-9_-]{43}$/);
  expect(hashToken('a')).toEqual(hashToken('a'));
  expect(hashToken('a')).not.toEqual(hashToken('b'));
});
