import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { chmodSync, existsSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { commitPatch } from './commit-patch.ts';
import { diffWorkspace } from './diff-workspace.ts';
import { prepareWorkspace } from './prepare-workspace.ts';
import { git, makeRepository, type TestFolder, testFolder, writeFiles } from './testing/test-folder.ts';

// Many processes; the machine may be busy.
setDefaultTimeout(60_000);

const TEXT = { message: 'Round prices\n\nTicket 42.', author: { name: 'Assembly Lime', email: 'lime@localhost' }, date: new Date('2026-01-02T03:04:05.678Z') };

async function changedWorkspace(folder: TestFolder) {
  const baseSha = makeRepository(folder.at('repo'), { 'a.txt': 'a\n', 'crlf.txt': 'x\r\ny\r\n', 'run.sh': 'echo\n', 'old.txt': 'o\n' });
  const where = { dir: folder.at('work'), gitDir: folder.at('git') };
  await prepareWorkspace({ url: folder.at('repo'), ...where, cacheDir: folder.at('cache') });
  writeFiles(where.dir, { 'a.txt': 'a  \nb', 'crlf.txt': 'x\r\nz\r\n', 'bin/data': new Uint8Array([0, 255, 10, 13]) });
  writeFileSync(Buffer.concat([Buffer.from(`${where.dir}/caf`), Buffer.from([0xe9])]), 'latin1\n');
  chmodSync(`${where.dir}/run.sh`, 0o755);
  unlinkSync(`${where.dir}/old.txt`);
  symlinkSync('../outside', `${where.dir}/link`);
  const diff = await diffWorkspace({ ...where, baseSha });
  if (!diff.ok) throw new Error(diff.message);
  return { baseSha, diff };
}

describe('commitPatch', () => {
  test('commits exactly the tree that the workspace had, with the same id everywhere', async () => {
    using folder = testFolder();
    const { baseSha, diff } = await changedWorkspace(folder);
    const request = { ...TEXT, url: folder.at('repo'), baseSha, patch: diff.patch };
    const first = await commitPatch({ ...request, cacheDir: folder.at('cache') });
    const second = await commitPatch({ ...request, cacheDir: folder.at('other-machine') });
    if (!first.ok || !second.ok) throw new Error('not committed');
    expect(first.treeSha).toBe(diff.treeSha);
    expect(second.sha).toBe(first.sha);
    expect(git(second.gitDir, 'show', '-s', '--format=%an <%ae> %aI %cn %cI%n%B', first.sha)).toBe('Assembly Lime <lime@localhost> 2026-01-02T03:04:05+00:00 Assembly Lime 2026-01-02T03:04:05+00:00\nRound prices\n\nTicket 42.');
    const later = await commitPatch({ ...request, cacheDir: folder.at('cache'), date: new Date('2026-01-02T03:04:06Z') });
    expect(later).not.toMatchObject({ sha: first.sha });
  });

  test('refuses what is empty, does not apply, or reaches out of the tree', async () => {
    using folder = testFolder();
    const baseSha = makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
    const commit = (patch: string) => commitPatch({ ...TEXT, url: folder.at('repo'), cacheDir: folder.at('cache'), baseSha, patch: new TextEncoder().encode(patch) });
    const adding = (path: string) => `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+x\n`;
    expect(await commit('')).toMatchObject({ code: 'empty_patch' });
    expect(await commit('not a patch')).toMatchObject({ code: 'patch_does_not_apply' });
    expect(await commit('diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-other\n+b\n')).toMatchObject({ code: 'patch_does_not_apply', message: expect.stringContaining('a.txt') });
    expect(await commit(adding('../escape.txt'))).toMatchObject({ code: 'patch_does_not_apply' });
    expect(await commit(adding('.git/config'))).toMatchObject({ code: 'patch_does_not_apply' });
    expect(await commit(adding('fine.txt'))).toMatchObject({ ok: true });
    expect(await commitPatch({ ...TEXT, url: folder.at('repo'), cacheDir: folder.at('cache'), baseSha: 'e'.repeat(40), patch: new Uint8Array([1]) })).toMatchObject({ code: 'unknown_ref' });
  });

  test('takes nothing but a full commit id for the base, not even when asked twice', async () => {
    using folder = testFolder();
    const sha = makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
    const target = folder.at('overwritten');
    const option = `--index-output=${target}`;
    git(folder.at('repo'), 'update-ref', `refs/heads/${option}`, sha);
    const patch = new TextEncoder().encode('diff --git a/b.txt b/b.txt\nnew file mode 100644\n--- /dev/null\n+++ b/b.txt\n@@ -0,0 +1 @@\n+x\n');
    for (const baseSha of ['main', 'main', option, option]) {
      expect(await commitPatch({ ...TEXT, url: folder.at('repo'), cacheDir: folder.at('cache'), baseSha, patch })).toMatchObject({ code: 'unknown_ref' });
    }
    expect(existsSync(target)).toBe(false);
  });
});
