import { afterAll, expect, test } from 'bun:test';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newMasterKey } from './keyring.ts';
import { openKeyring } from './open-keyring.ts';

const folder = mkdtempSync(join(tmpdir(), 'lime-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

const opened = async (wanted: Parameters<typeof openKeyring>[0]) => {
  const outcome = await openKeyring(wanted);
  if (outcome.kind === 'failed') throw new Error(outcome.message);
  return outcome.keyring;
};
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

test('the first start makes a key that only this user can read, and later ones find it', async () => {
  const file = join(folder, 'made.json');
  const { keys } = await opened({ setting: null, file });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  chmodSync(file, 0o644);
  expect((await opened({ setting: null, file })).keys).toEqual(keys);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('keys that are replaced are in the file, whole, and what a power cut left beside it does not count', async () => {
  const file = join(folder, 'replaced.json');
  const keyring = await opened({ setting: null, file });
  const key = newMasterKey();
  await keyring.replace?.([key, ...keyring.keys]);
  writeFileSync(`${file}.next`, '{"keys": ["ha');
  expect((await opened({ setting: null, file })).keys).toEqual(keyring.keys);
  expect(keyring.keys[0].id).toBe(key.id);
  expect(readdirSync(folder).filter((name) => name.startsWith('replaced'))).toHaveLength(2);
});

test('a setting goes before the file, and no file is made for it', async () => {
  const [one, two] = [newMasterKey(), newMasterKey()];
  const keyring = await opened({ setting: `${base64(one.bytes)}, ${base64(two.bytes)}`, file: join(folder, 'unused.json') });
  expect([keyring.keys.map((key) => key.id), keyring.replace]).toEqual([[one.id, two.id], null]);
  expect(readdirSync(folder)).not.toContain('unused.json');
});

test.each(['', 'short', base64(new Uint8Array(31)), `${base64(newMasterKey().bytes)},`, Array(2).fill(base64(new Uint8Array(32))).join(',')])('the setting %p is refused by its name, and is not repeated', async (setting) => {
  expect(await openKeyring({ setting, file: join(folder, 'unused.json') })).toMatchObject({ kind: 'failed', message: expect.stringContaining('LIME_SECRET_KEYS') });
});

test('a damaged key file is not replaced by a new one', async () => {
  const file = join(folder, 'damaged.json');
  writeFileSync(file, '{"keys": []}');
  expect(await openKeyring({ setting: null, file })).toMatchObject({ kind: 'failed', message: expect.stringContaining('damaged') });
  expect(readFileSync(file, 'utf8')).toBe('{"keys": []}');
});
