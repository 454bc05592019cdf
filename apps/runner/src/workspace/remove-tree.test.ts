import { afterEach, beforeEach, expect, test } from 'bun:test';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeTree } from './remove-tree.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lime-remove-'));
  mkdirSync(join(root, 'kept'));
  writeFileSync(join(root, 'kept', 'file'), 'words');
});
afterEach(() => rmSync(root, { recursive: true }));

test('folders without permissions go, and links go without what they lead to', async () => {
  mkdirSync(join(root, 'tree', 'shut'), { recursive: true });
  writeFileSync(join(root, 'tree', 'shut', 'file'), '');
  chmodSync(join(root, 'tree', 'shut'), 0o000);
  symlinkSync(join(root, 'kept'), join(root, 'tree', 'link'));
  await removeTree(join(root, 'tree'));
  expect([existsSync(join(root, 'tree')), existsSync(join(root, 'kept', 'file'))]).toEqual([false, true]);
});

test('what is not there is no problem', async () => {
  await removeTree(join(root, 'gone'));
  expect(existsSync(join(root, 'kept'))).toBe(true);
});

test('folders nested deeper than any path may be long go, too', async () => {
  const below = Array.from({ length: 400 }, () => 'aaaaaaaa').join('/');
  for (let depth = 0; depth < 2400; depth += 400) {
    mkdirSync(join(root, 'next', below), { recursive: true });
    if (depth > 0) renameSync(join(root, 'tree'), join(root, 'next', below, 'tree'));
    renameSync(join(root, 'next'), join(root, 'tree'));
  }
  await removeTree(join(root, 'tree'));
  expect(existsSync(join(root, 'tree'))).toBe(false);
});
