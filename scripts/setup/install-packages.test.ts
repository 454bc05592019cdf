import { expect, test } from 'bun:test';
// @ts-expect-error plain JavaScript: it runs before any package is installed
import { matchesInstalled } from './install-packages.mjs';

const lock = {
  packages: {
    '': { version: '1.0.0' },
    'packages/kernel': { version: '0.1.0' },
    'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' },
    'node_modules/@oven/bun-darwin-x64': { version: '1.4.5', integrity: 'sha512-b', optional: true },
  },
};

test('what npm recorded counts as installed, without optional packages of other platforms', () => {
  expect(matchesInstalled(lock, { packages: { 'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' } } })).toBe(true);
});

test('a missing package, another version and another content are not installed', () => {
  expect(matchesInstalled(lock, { packages: {} })).toBe(false);
  expect(matchesInstalled(lock, { packages: { 'node_modules/zod': { version: '4.6.6', integrity: 'sha512-a' } } })).toBe(false);
  expect(matchesInstalled(lock, { packages: { 'node_modules/zod': { version: '4.6.7', integrity: 'sha512-x' } } })).toBe(false);
});
