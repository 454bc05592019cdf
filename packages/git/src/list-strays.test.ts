import { expect, setDefaultTimeout, test } from 'bun:test';
import { mkdirSync } from 'node:fs';
import { listStrays } from './list-strays.ts';
import { prepareWorkspace } from './prepare-workspace.ts';
import { makeRepository, testFolder, writeFiles } from './testing/test-folder.ts';

// Many processes; the machine may be busy.
setDefaultTimeout(60_000);

test('names folders that hold nothing tracked once, and changed files', async () => {
  using folder = testFolder();
  makeRepository(folder.at('repo'), { '.gitignore': 'node_modules/\n', 'a.txt': 'a\n', 'packages/one/index.js': '1\n' });
  const where = { dir: folder.at('work'), gitDir: folder.at('git') };
  await prepareWorkspace({ url: folder.at('repo'), ...where, cacheDir: folder.at('cache') });
  expect(await listStrays(where)).toEqual({ ok: true, untracked: [], changed: [] });
  writeFiles(where.dir, { 'node_modules/x/index.js': '', 'packages/one/node_modules/y/index.js': '', '.venv/bin/python': '', 'stamp': '', 'a.txt': 'b\n' });
  mkdirSync(folder.at('work/empty'));
  expect(await listStrays(where)).toEqual({ ok: true, untracked: ['.venv/', 'node_modules/', 'packages/one/node_modules/', 'stamp'], changed: ['a.txt'] });
});
