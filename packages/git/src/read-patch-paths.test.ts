import { expect, setDefaultTimeout, test } from 'bun:test';
import { chmodSync, symlinkSync, unlinkSync } from 'node:fs';
import fc from 'fast-check';
import { applyPatch } from './apply-patch.ts';
import { diffWorkspace } from './diff-workspace.ts';
import { prepareWorkspace } from './prepare-workspace.ts';
import { readPatchPaths } from './read-patch-paths.ts';
import { git, makeRepository, testFolder, writeFiles } from './testing/test-folder.ts';

setDefaultTimeout(60_000);

const bytesOf = (text: string) => new TextEncoder().encode(text);
const odd = ['umläut dir/b c.txt', 'b/b', 'a b/a b', 'quo"te\\back', 'tab\there', 'line\nbreak', ' leading', 'a.txt b/a.txt', '-- a'];

async function changed(folder: ReturnType<typeof testFolder>, inFolder?: string) {
  makeRepository(folder.at('repo'), { ...Object.fromEntries(odd.map((name) => [name, `of ${name}\n`])), 'gone.txt': 'x\n', 'gone.bin': new Uint8Array([0, 1, 2]), 'run.sh': 'echo\n', 'to-link': 'a\n', 'moved.txt': 'one\ntwo\nthree\n' });
  const where = { dir: folder.at('work'), gitDir: folder.at('git') };
  const prepared = await prepareWorkspace({ url: folder.at('repo'), ...where, cacheDir: folder.at('cache') });
  if (!prepared.ok) throw new Error(prepared.message);
  for (const name of ['gone.txt', 'gone.bin', 'to-link', 'moved.txt']) unlinkSync(`${where.dir}/${name}`);
  symlinkSync('/etc/passwd', `${where.dir}/to-link`);
  symlinkSync('nowhere', `${where.dir}/new-link`);
  chmodSync(`${where.dir}/run.sh`, 0o755);
  writeFiles(where.dir, { ...Object.fromEntries(odd.map((name) => [name, `changed, without an end`])), 'new/moved.txt': 'one\ntwo\nthree\n', 'image.bin': new Uint8Array([0, 255, 7]), empty: '', liar: 'diff --git a/x b/x\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n' });
  const diff = await diffWorkspace({ ...where, baseSha: prepared.baseSha, ...(inFolder !== undefined && { folder: inFolder }) });
  if (!diff.ok) throw new Error(diff.message);
  return { patch: diff.patch, paths: diff.stats.files.map(({ path }) => path) };
}

test('all paths of every kind of change are read from the patch, and none of its content', async () => {
  using folder = testFolder();
  const { patch, paths } = await changed(folder);
  expect(readPatchPaths(patch)?.toSorted()).toEqual(paths.toSorted());
  expect(paths).toContain('line\nbreak');
});

test('with their folder, where the patch is of several repositories', async () => {
  using folder = testFolder();
  const { patch, paths } = await changed(folder, 'shop');
  expect(readPatchPaths(patch)?.toSorted()).toEqual(paths.map((path) => `shop/${path}`).toSorted());
});

const header = (path: string) => `diff --git a/${path} b/${path}\n`;
const text = (path: string, body = '@@ -1 +1 @@\n-a\n+b\n') => `--- a/${path}\n+++ b/${path}\n${body}`;

test.each<[string, string, string[] | null]>([
  ['a rename', `${header('src/a')}similarity index 100%\nrename from src/a\nrename to secrets.txt\n`, null],
  ['a copy to a name in quotes that git reads no further than', `${header('src/a')}similarity index 100%\ncopy from src/a\ncopy to "run.sh".md\n`, null],
  ['another file below the header', `${header('src/a')}${text('secrets.txt')}`, null],
  ["a file of another repository's below the header", `${header('shop/a')}${text('docs/secrets.txt')}`, null],
  ['nothing but /dev/null below the header', `${header('src/a')}--- /dev/null\n+++ /dev/null\n@@ -1 +1 @@\n-a\n+b\n`, ['src/a']],
  ['a tab in a name, where git ends it', `${header('run.sh\t.md')}${text('run.sh\t.md')}`, null],
  ['a carriage return in a name', `${header('run.sh\r.md')}${text('run.sh\r.md')}`, null],
  ['a NUL in a name', `${header('run.sh\0.md')}${text('run.sh\0.md')}`, null],
  ['a NUL in a name in quotes', 'diff --git "a/run.sh\\000.md" "b/run.sh\\000.md"\n--- "a/run.sh\\000.md"\n+++ "b/run.sh\\000.md"\n@@ -1 +1 @@\n-a\n+b\n', null],
  ['an escape that git does not know', 'diff --git "a/run\\x.md" "b/run\\x.md"\nold mode 100644\nnew mode 100755\n', null],
  ['a quote in the midst of a name', `${header('run".md')}${text('run".md')}`, null],
  ['a change without a header, behind one', `${header('src/a')}${text('src/a')}${text('secrets.txt')}`, null],
  ['a change without a header', text('secrets.txt'), null],
  ['talk before it', `hello\n${header('src/a')}${text('src/a')}`, null],
  ['an empty line between', `${header('src/a')}${text('src/a')}\n${header('src/b')}${text('src/b')}`, null],
  ['a hunk that is longer than it says', `${header('src/a')}${text('src/a', '@@ -1 +1 @@\n-a\n+b\n+c\n')}`, null],
  ['a hunk that is shorter', `${header('src/a')}${text('src/a', '@@ -1,2 +1,2 @@\n-a\n+b\n')}`, null],
  ['two names in the header', 'diff --git a/src/a b/secrets.txt\nold mode 100644\nnew mode 100755\n', null],
  ['no name', 'diff --git a/ b/\n', null],
  ['a carriage return', `${header('src/a\r')}new file mode 100644\r\n`, null],
  ['nothing', '', []],
])('%s', (_, patch, paths) => {
  expect(readPatchPaths(bytesOf(patch))).toEqual(paths);
});

test('what git takes out of a patch that can be read is what was read from it', async () => {
  using folder = testFolder();
  const baseSha = makeRepository(folder.at('repo'), { 'src/a': 'a\n', 'secrets.txt': 'a\n' });
  const parts = [header('src/a'), header('secrets.txt'), text('src/a'), text('secrets.txt'), 'rename from src/a\n', 'rename to secrets.txt\n', 'rename to src/b\n', 'old mode 100644\nnew mode 100755\n', 'deleted file mode 100644\n', 'new file mode 120000\n', '\n', 'talk\n', '--- /dev/null\n+++ b/src/c\n@@ -0,0 +1 @@\n+x\n', '--- /dev/null\n+++ b/other\n@@ -0,0 +1 @@\n+x\n', header('src/c'), header('other'), '\\ No newline at end of file\n', '"', 'diff --git "a/sr\\143/c" "b/sr\\143/c"\n', header('secrets.txt\t.md'), text('secrets.txt\t.md'), header('secrets.txt\r.md'), text('secrets.txt\r.md'), 'copy from src/a\n', 'copy to "other".md\n', 'diff --git "a/secrets.txt\\000.md" "b/secrets.txt\\000.md"\n', '--- "a/secrets.txt\\000.md"\n+++ "b/secrets.txt\\000.md"\n@@ -1 +1 @@\n-a\n+b\n'];
  await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 6 }), async (chosen) => {
    const patch = bytesOf(chosen.join(''));
    const read = readPatchPaths(patch);
    if (read === null) return;
    git(folder.at('repo'), 'reset', '--hard', '--quiet', baseSha);
    git(folder.at('repo'), 'clean', '-dfq');
    if (!(await applyPatch({ dir: folder.at('repo'), gitDir: folder.at('repo', '.git'), patch })).ok) return;
    const touched = git(folder.at('repo'), '-c', 'core.quotePath=false', 'status', '--porcelain', '--no-renames', '-uall').split('\n').filter(Boolean).map((line) => line.slice(2).trim());
    expect(touched.filter((path) => !read.includes(path))).toEqual([]);
  }), { numRuns: 150 });
});
