import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listOwnFiles } from './list-own-files.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'lime-home-'));
  mkdirSync(join(home, 'sessions', '2026', '01'), { recursive: true });
  writeFileSync(join(home, 'sessions', '2026', '01', 'a.jsonl'), '');
});
afterEach(() => rmSync(home, { recursive: true }));

test('files are found however deep they lie', async () => {
  expect(await listOwnFiles(home, 'sessions', 100)).toEqual(['sessions/2026/01/a.jsonl']);
});

test('links are not followed, wherever they stand: each could lead over the whole machine', async () => {
  symlinkSync('/', join(home, 'sessions', '2026', 'root'));
  symlinkSync('/', join(home, 'all'));
  symlinkSync(join(home, 'sessions', '2026', '01', 'a.jsonl'), join(home, 'sessions', 'file'));
  expect(await listOwnFiles(home, 'sessions', 100)).toEqual(['sessions/2026/01/a.jsonl']);
  expect(await listOwnFiles(home, 'all', 100)).toEqual([]);
  expect(await listOwnFiles(home, 'gone', 100)).toEqual([]);
});

test('a flood of files is not read to its end', async () => {
  for (let index = 0; index < 200; index += 1) writeFileSync(join(home, 'sessions', `${index}.jsonl`), '');
  expect((await listOwnFiles(home, 'sessions', 100)).length).toBeLessThanOrEqual(100);
});
