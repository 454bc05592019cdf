import { expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, readFileSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { applyPatch } from './apply-patch.ts';
import { diffWorkspace } from './diff-workspace.ts';
import { prepareWorkspace } from './prepare-workspace.ts';
import { makeRepository, type TestFolder, testFolder, writeFiles } from './testing/test-folder.ts';

// Many processes; the machine may be busy.
setDefaultTimeout(60_000);

async function workspace(folder: TestFolder, name: string) {
  const where = { dir: folder.at(name), gitDir: folder.at(`${name}.git`) };
  const prepared = await prepareWorkspace({ url: folder.at('repo'), ...where, cacheDir: folder.at('cache') });
  if (!prepared.ok) throw new Error(prepared.message);
  return { ...where, baseSha: prepared.baseSha };
}

async function patchOf(where: Parameters<typeof diffWorkspace>[0]) {
  const diff = await diffWorkspace(where);
  if (!diff.ok) throw new Error(diff.message);
  return diff.patch;
}

const adding = (path: string, mode = '100644') => new TextEncoder().encode(`diff --git a/${path} b/${path}\nnew file mode ${mode}\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+planted\n`);

test('what one workspace was changed to, another one becomes, and its diff is the same again', async () => {
  using folder = testFolder();
  makeRepository(folder.at('repo'), { 'a.txt': 'one\ntwo\n', 'gone.txt': 'x\n', 'sub/b.bin': new Uint8Array([0, 1]) });
  const [from, to] = [await workspace(folder, 'from'), await workspace(folder, 'to')];
  writeFiles(from.dir, { 'a.txt': 'one\nTWO\n', 'new/file.txt': 'n \n', 'sub/b.bin': new Uint8Array([0, 255, 2]) });
  unlinkSync(join(from.dir, 'gone.txt'));
  const patch = await patchOf(from);
  expect(await applyPatch({ ...to, patch })).toEqual({ ok: true });
  expect(await patchOf(to)).toEqual(patch);
  expect(await applyPatch({ ...to, patch: new Uint8Array() })).toEqual({ ok: true });
});

test('a patch that does not fit changes nothing', async () => {
  using folder = testFolder();
  makeRepository(folder.at('repo'), { 'a.txt': 'old\n' });
  const where = await workspace(folder, 'work');
  const patch = Buffer.concat([adding('fits.txt'), new TextEncoder().encode('diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-other\n+new\n')]);
  expect(await applyPatch({ ...where, patch })).toMatchObject({ ok: false, code: 'patch_does_not_apply', message: expect.stringContaining('a.txt') });
  expect(existsSync(join(where.dir, 'fits.txt'))).toBe(false);
});

test('a hostile patch writes nothing outside the workspace, over links, or into git', async () => {
  using folder = testFolder();
  makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
  const where = await workspace(folder, 'work');
  symlinkSync(folder.at('repo'), join(where.dir, 'link'));
  const overOwnLink = Buffer.concat([new TextEncoder().encode(`diff --git a/out b/out\nnew file mode 120000\n--- /dev/null\n+++ b/out\n@@ -0,0 +1 @@\n+${folder.at('repo')}\n\\ No newline at end of file\n`), adding('out/planted')]);
  const hooked = readFileSync(join(where.dir, '.git', 'config'), 'utf8');
  for (const patch of [adding('../planted'), adding('/tmp/planted'), adding('link/planted'), adding('.git/hooks/post-checkout', '100755'), adding('.GIT/config'), overOwnLink]) {
    expect(await applyPatch({ ...where, patch })).toMatchObject({ ok: false });
  }
  expect([existsSync(folder.at('planted')), existsSync(folder.at('repo', 'planted')), existsSync(join(where.dir, '.git', 'hooks', 'post-checkout'))]).toEqual([false, false, false]);
  expect(readFileSync(join(where.dir, '.git', 'config'), 'utf8')).toBe(hooked);
});
