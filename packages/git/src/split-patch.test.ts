import { expect, setDefaultTimeout, test } from 'bun:test';
import { chmodSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { applyPatch } from './apply-patch.ts';
import { commitPatch } from './commit-patch.ts';
import { diffWorkspace } from './diff-workspace.ts';
import { prepareWorkspace } from './prepare-workspace.ts';
import { splitPatch } from './split-patch.ts';
import { git, makeRepository, type TestFolder, testFolder, writeFiles } from './testing/test-folder.ts';

setDefaultTimeout(60_000);

const files = { 'a.txt': 'a\n', 'gone.txt': 'x\n', 'run.sh': 'echo\n', 'umläut dir/b c.txt': 'b\n' };

async function workspace(folder: TestFolder, name: string) {
  const where = { dir: folder.at(`${name}-work`), gitDir: folder.at(`${name}-git`) };
  const prepared = await prepareWorkspace({ url: folder.at('repo'), ...where, cacheDir: folder.at('cache') });
  if (!prepared.ok) throw new Error(prepared.message);
  return { ...where, baseSha: prepared.baseSha };
}

/** Every kind of change, one of them with lines that look like headers. */
async function changed(folder: TestFolder, name: string) {
  const where = await workspace(folder, name);
  writeFiles(where.dir, { 'a.txt': 'diff --git a/lib/x b/lib/x\n-- a/x\n++ b/x\n', 'new/file.txt': `of ${name}\n`, 'image.bin': new Uint8Array([0, 1, 2, 255, 10]), 'umläut dir/b c.txt': 'B\n', empty: '' });
  unlinkSync(join(where.dir, 'gone.txt'));
  chmodSync(join(where.dir, 'run.sh'), 0o755);
  const diff = await diffWorkspace({ ...where, folder: name });
  if (!diff.ok) throw new Error(diff.message);
  return { ...where, patch: diff.patch, paths: diff.stats.files.map(({ path }) => path) };
}

test('the changes of several repositories in one patch come apart again, byte for byte, and apply to each', async () => {
  using folder = testFolder();
  makeRepository(folder.at('repo'), files);
  const [shop, lib] = [await changed(folder, 'shop'), await changed(folder, 'lib')];
  const parts = splitPatch(new Uint8Array(Buffer.concat([shop.patch, lib.patch])), ['shop', 'lib', 'unchanged']);
  expect([...(parts?.keys() ?? [])]).toEqual(['shop', 'lib']);
  expect([parts?.get('shop'), parts?.get('lib')]).toEqual([shop.patch, lib.patch]);
  expect(shop.paths).toContain('new/file.txt');
  const fresh = await workspace(folder, 'fresh');
  expect(await applyPatch({ ...fresh, patch: shop.patch, inFolder: true })).toEqual({ ok: true });
  const again = await diffWorkspace({ ...fresh, folder: 'shop' });
  expect(again.ok && again.patch).toEqual(shop.patch);
  const commit = await commitPatch({ url: folder.at('repo'), cacheDir: folder.at('cache'), baseSha: shop.baseSha, patch: shop.patch, inFolder: true, message: 'm', author: { name: 'Ada', email: 'ada@example.org' }, date: new Date(0) });
  if (!commit.ok) throw new Error(commit.message);
  expect(git(commit.gitDir, 'show', `${commit.sha}:new/file.txt`)).toContain('of shop');
});

test('a patch that reaches beyond the folders is none of theirs', () => {
  const header = (path: string) => new TextEncoder().encode(`diff --git a/${path} b/${path}\nnew file mode 100644\n`);
  expect(splitPatch(header('shop/a.txt'), ['shop'])?.size).toBe(1);
  for (const path of ['lib/a.txt', 'a.txt', '../shop/a.txt', 'shop']) expect(splitPatch(header(path), ['shop'])).toBeNull();
  expect(splitPatch(new TextEncoder().encode('--- a/shop/a\n+++ b/shop/a\n'), ['shop'])).toBeNull();
  expect(splitPatch(new Uint8Array(), ['shop'])?.size).toBe(0);
});
