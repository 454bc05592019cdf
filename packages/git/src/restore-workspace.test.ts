import { expect, test } from 'bun:test';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diffWorkspace } from './diff-workspace.ts';
import { prepareWorkspace } from './prepare-workspace.ts';
import { restoreWorkspace } from './restore-workspace.ts';
import { makeRepository, testFolder, writeFiles } from './testing/test-folder.ts';

test('takes back every kind of change, and leaves what is ignored, excluded or outside', async () => {
  using folder = testFolder();
  makeRepository(folder.at('repo'), { '.gitignore': 'node_modules/\n', 'a.txt': 'a\n', 'gone.txt': 'g\n', 'run.sh': 'x\n', 'dir/b.txt': 'b\n', 'file-to-folder': 'f\n' });
  const where = { dir: folder.at('work'), gitDir: folder.at('git') };
  const prepared = await prepareWorkspace({ url: folder.at('repo'), ...where, cacheDir: folder.at('cache') });
  if (!prepared.ok) throw new Error(prepared.message);
  const at = (path: string) => join(where.dir, path);
  writeFiles(where.dir, { 'a.txt': 'changed\n', 'coverage/report.txt': 'r\n', 'node_modules/x.js': '1', '.venv/y.py': '1' });
  writeFileSync(folder.at('outside.txt'), 'o\n');
  rmSync(at('gone.txt'));
  chmodSync(at('run.sh'), 0o755);
  rmSync(at('file-to-folder'));
  mkdirSync(at('file-to-folder'));
  writeFileSync(at('file-to-folder/inner.txt'), 'i\n');
  rmSync(at('dir'), { recursive: true });
  symlinkSync(folder.path, at('dir'));

  const request = { ...where, baseSha: prepared.baseSha, exclude: ['/.venv'] };
  expect(await restoreWorkspace(request)).toMatchObject({ ok: true });
  const diff = await diffWorkspace(request);
  expect(diff).toMatchObject({ ok: true, stats: { filesChanged: 0 } });
  expect(readFileSync(at('dir/b.txt'), 'utf8')).toBe('b\n');
  expect([at('node_modules/x.js'), at('.venv/y.py'), folder.at('outside.txt')].map((path) => existsSync(path))).toEqual([true, true, true]);
  expect(existsSync(at('coverage/report.txt'))).toBe(false);
  expect(await restoreWorkspace(request)).toEqual({ ok: true, restored: 0 });
});
