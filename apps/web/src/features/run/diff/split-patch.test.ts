import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { $ } from 'bun';
import { type PatchFile, splitPatch } from './split-patch.ts';

let folder: string;
let patch: string;
let files: Map<string, PatchFile>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lime-split-patch-'));
  const git = (...args: string[]) => $`git -c user.name=t -c user.email=t@example.org ${args}`.cwd(folder).quiet();
  const write = (name: string, content: string | Uint8Array) => writeFile(join(folder, name), content);
  await git('init', '-q');
  await write('plain.ts', 'one\n-- two\nthree\n');
  await write('gone with the wind.txt', 'bye\n');
  await write('old name.md', Array.from({ length: 20 }, (_, line) => `line ${line}\n`).join(''));
  await write('run.sh', '#!/bin/sh\n');
  await write('picture.png', new Uint8Array([0, 1, 2, 3]));
  await git('add', '-A');
  await git('commit', '-qm', 'before');
  await write('plain.ts', 'one\n++ two\nthree\nfour');
  await rm(join(folder, 'gone with the wind.txt'));
  await rename(join(folder, 'old name.md'), join(folder, 'new name.md'));
  await write('été "quoted".txt', 'diff --git a/fake b/fake\n');
  await write('empty', '');
  await write('picture.png', new Uint8Array([0, 9, 9, 9, 9]));
  await $`chmod +x run.sh`.cwd(folder);
  await git('add', '-A');
  patch = (await git('diff', '--cached', '--binary', '--full-index', '-M')).stdout.toString();
  files = new Map(splitPatch(patch, false).map((file) => [file.path, file]));
});

afterAll(() => rm(folder, { recursive: true }));

describe('splitPatch reads what git writes', () => {
  test('every file once, whatever its name or content', () => {
    expect([...files.keys()].toSorted()).toEqual(['empty', 'gone with the wind.txt', 'new name.md', 'picture.png', 'plain.ts', 'run.sh', 'été "quoted".txt'].toSorted());
  });

  test('lines that look like headers are content', () => {
    expect(files.get('plain.ts')).toMatchObject({ kind: 'modified', insertions: 2, deletions: 1, binary: false });
    expect(files.get('plain.ts')?.hunks).toStartWith('@@ -1,3 +1,4 @@');
    expect(files.get('été "quoted".txt')).toMatchObject({ kind: 'added', insertions: 1 });
  });

  test('deleted, renamed, empty, binary and mode-changed files', () => {
    expect(files.get('gone with the wind.txt')).toMatchObject({ kind: 'deleted', deletions: 1 });
    expect(files.get('new name.md')).toMatchObject({ kind: 'renamed', oldPath: 'old name.md', hunks: '' });
    expect(files.get('empty')).toMatchObject({ kind: 'added', insertions: 0, hunks: '' });
    expect(files.get('picture.png')).toMatchObject({ kind: 'modified', binary: true, insertions: 0, hunks: '' });
    expect(files.get('run.sh')).toMatchObject({ kind: 'modified', mode: '100644 → 100755' });
  });

  test('a cut patch marks its last file', () => {
    const cut = splitPatch(patch.slice(0, patch.lastIndexOf('diff --git ') + 60), true);
    expect(cut.map((file) => file.cut)).toEqual([...cut.slice(1).map(() => false), true]);
  });

  test('no patch, no files', () => {
    expect(splitPatch('', false)).toEqual([]);
  });
});
