import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOwnFile } from './read-own-file.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'lime-home-'));
  mkdirSync(join(home, 'a'));
  writeFileSync(join(home, 'a', 'session'), 'words');
});
afterEach(() => rmSync(home, { recursive: true }));

test('a plain file is read, up to the size that is allowed', async () => {
  expect(await readOwnFile(home, 'a/session', 5)).toEqual(new Uint8Array(Buffer.from('words')));
  expect(await readOwnFile(home, 'a/session', 4)).toBeNull();
});

test('links, folders, pipes and paths that leave the folder are not', async () => {
  symlinkSync('/etc', join(home, 'etc'));
  symlinkSync('/etc/passwd', join(home, 'a', 'link'));
  Bun.spawnSync(['mkfifo', join(home, 'a', 'pipe')]);
  for (const path of ['etc/passwd', 'a/link', 'a', 'a/pipe', '../../etc/passwd', 'gone']) expect([path, await readOwnFile(home, path, 10_000)]).toEqual([path, null]);
});
