import { afterEach, beforeEach, expect, test } from 'bun:test';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testRegistry, type TestRegistry } from '../../testing/npm-registry.ts';
import type { BundledProvider } from './bundled-providers.ts';
import { installProvider, removeProvider } from './install-provider.ts';

let folder: string;
let registry: TestRegistry;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lime-install-'));
  registry = testRegistry();
});
afterEach(() => {
  registry[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

/** A provider of one small package, as it would come with the program. */
function bundled(change: (lock: string) => string = (lock) => lock): BundledProvider {
  const from = join(folder, 'bundled');
  mkdirSync(from, { recursive: true });
  for (const [name, content] of Object.entries(registry.project())) writeFileSync(join(from, name), name.includes('lock') ? change(content) : content);
  return { name: 'claude', folder: from, edition: 'e1', packages: ['tiny 1.0.0'] };
}
const providers = () => join(folder, 'providers');
const installedFile = (...path: string[]) => join(providers(), 'claude', 'e1', 'node_modules', 'tiny', ...path);

test('two at once install once, and both find it whole', async () => {
  mkdirSync(join(providers(), 'claude', '.installing-dead'), { recursive: true });
  const told: string[] = [];
  const both = await Promise.all([1, 2].map(() => installProvider(providers(), bundled(), (text) => told.push(text))));
  expect(both.map((one) => one.ok && one.fresh).toSorted()).toEqual([false, true]);
  expect(told).toEqual(['installing tiny 1.0.0']);
  expect(readFileSync(installedFile('index.js'), 'utf8')).toContain('tiny');
  expect(readdirSync(join(providers(), 'claude'))).toEqual(['e1']);
  expect(await removeProvider(providers(), bundled())).toBe(true);
  expect(existsSync(installedFile())).toBe(false);
}, 30_000);

test('a removal waits for the installation that is at work, and takes away what it made', async () => {
  const removal = Promise.withResolvers<boolean>();
  const installed = await installProvider(providers(), bundled(), () => void removeProvider(providers(), bundled()).then(removal.resolve, removal.reject));
  expect(installed).toMatchObject({ ok: true, fresh: true });
  expect(await removal.promise).toBe(true);
  expect(readdirSync(providers())).toEqual([]);
}, 30_000);

test('an installation waits for the removal that is at work; what either left in the middle is cleared up', async () => {
  mkdirSync(join(providers(), '.removing-claude-dead', 'claude'), { recursive: true });
  await installProvider(providers(), bundled(), () => undefined);
  const [removed, installed] = await Promise.all([removeProvider(providers(), bundled()), installProvider(providers(), { ...bundled(), edition: 'e2' }, () => undefined)]);
  expect([removed, installed]).toMatchObject([true, { ok: true, fresh: true }]);
  expect(existsSync(join(providers(), 'claude', 'e1'))).toBe(false);
  expect(readdirSync(providers()).filter((name) => name.startsWith('.removing'))).toEqual([]);
  mkdirSync(join(providers(), 'claude', '.installing-dead'), { recursive: true });
  await removeProvider(providers(), bundled());
  expect(await removeProvider(providers(), bundled())).toBe(false);
}, 30_000);

test('a package that is not what the lockfile says is not installed, and nothing is left', async () => {
  const forged = bundled((lock) => lock.replace(/sha512-[^"]+/, `sha512-${Buffer.alloc(64).toString('base64')}`));
  expect(await installProvider(providers(), forged, () => undefined)).toMatchObject({ ok: false, message: expect.stringContaining('not what the lockfile says') });
  expect(readdirSync(join(providers(), 'claude'))).toEqual([]);
}, 30_000);
