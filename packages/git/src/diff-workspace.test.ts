import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diffWorkspace } from './diff-workspace.ts';
import { prepareWorkspace } from './prepare-workspace.ts';
import { commitFiles, git, makeRepository, type TestFolder, testFolder, writeFiles } from './testing/test-folder.ts';

// Many processes; the machine may be busy.
setDefaultTimeout(60_000);

async function workspace(folder: TestFolder) {
  const where = { dir: folder.at('work'), gitDir: folder.at('git') };
  const prepared = await prepareWorkspace({ url: folder.at('repo'), ...where, cacheDir: folder.at('cache') });
  if (!prepared.ok) throw new Error(prepared.message);
  return { ...where, baseSha: prepared.baseSha };
}

async function diff(request: Parameters<typeof diffWorkspace>[0]) {
  const result = await diffWorkspace(request);
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return { ...result, text: new TextDecoder().decode(result.patch), paths: result.stats.files.map(({ path }) => path) };
}

/** The case needs the clock: nobody can set a file's change time. */
const startOfNextSecond = () => Bun.sleep(1000 - (Date.now() % 1000) + 5);

describe('diffWorkspace', () => {
  test('an untouched workspace has an empty patch', async () => {
    using folder = testFolder();
    makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
    expect(await diff(await workspace(folder))).toMatchObject({ text: '', stats: { filesChanged: 0, insertions: 0, deletions: 0, files: [] }, warnings: [] });
  });

  test('counts added, changed and deleted files, modes, links and binaries', async () => {
    using folder = testFolder();
    makeRepository(folder.at('repo'), { 'change.txt': 'a\nb\n', 'gone.txt': 'x\n', 'run.sh': 'echo\n', 'link-me': 't\n' });
    const where = await workspace(folder);
    writeFiles(where.dir, { 'change.txt': 'a\nB\nc\n', 'new/file.txt': 'n\n', 'image.bin': new Uint8Array([0, 1, 2, 255]) });
    unlinkSync(join(where.dir, 'gone.txt'));
    chmodSync(join(where.dir, 'run.sh'), 0o755);
    unlinkSync(join(where.dir, 'link-me'));
    symlinkSync('/etc/passwd', join(where.dir, 'link-me'));
    const result = await diff(where);
    expect(result.stats.files).toEqual([
      { path: 'change.txt', status: 'modified', binary: false, insertions: 2, deletions: 1 },
      { path: 'gone.txt', status: 'deleted', binary: false, insertions: 0, deletions: 1 },
      { path: 'image.bin', status: 'added', binary: true, insertions: 0, deletions: 0 },
      { path: 'link-me', status: 'type_changed', binary: false, insertions: 1, deletions: 1 },
      { path: 'new/file.txt', status: 'added', binary: false, insertions: 1, deletions: 0 },
      { path: 'run.sh', status: 'modified', binary: false, insertions: 0, deletions: 0 },
    ]);
    expect(result.text).toContain('new mode 100755');
    expect(result.text).toContain('new file mode 120000');
    expect(result.text).not.toContain('root:');
    expect((await diff(where)).patch).toEqual(result.patch);
  });

  test('sees such a change also beside a deletion, whose removal writes the index anew', async () => {
    using folder = testFolder();
    makeRepository(folder.at('repo'), { 'a.txt': 'old\n', 'b.txt': 'b\n' });
    await startOfNextSecond();
    const where = await workspace(folder);
    writeFileSync(join(where.dir, 'a.txt'), 'new\n');
    unlinkSync(join(where.dir, 'b.txt'));
    await startOfNextSecond();
    expect((await diff(where)).paths).toEqual(['a.txt', 'b.txt']);
  });

  test('sees a change of equal size that was made in the second of the checkout, also when it looks later', async () => {
    using folder = testFolder();
    makeRepository(folder.at('repo'), { 'a.txt': 'old\n' });
    await startOfNextSecond();
    const where = await workspace(folder);
    writeFiles(where.dir, { 'a.txt': 'new\n' });
    await startOfNextSecond();
    expect((await diff(where)).paths).toEqual(['a.txt']);
  });

  test('leaves out what .gitignore or the set-up names, unless told not to', async () => {
    using folder = testFolder();
    makeRepository(folder.at('repo'), { '.gitignore': 'node_modules/\n*.log\n', 'a.txt': 'a\n' });
    const where = await workspace(folder);
    writeFiles(where.dir, { 'node_modules/x/index.js': '1', 'debug.log': '1', '.venv/lib.py': '1', 'b.txt': 'b\n' });
    expect((await diff({ ...where, exclude: ['/.venv'] })).paths).toEqual(['b.txt']);
    expect((await diff({ ...where, respectIgnore: false })).paths).toEqual(['.venv/lib.py', 'b.txt', 'debug.log', 'node_modules/x/index.js']);
  });

  test('folders replaced by files and links, and the other way round', async () => {
    using folder = testFolder();
    makeRepository(folder.at('repo'), { 'dir/a.txt': 'a\n', 'file': 'f\n', 'linked/b.txt': 'b\n' });
    const where = await workspace(folder);
    rmSync(join(where.dir, 'dir'), { recursive: true });
    rmSync(join(where.dir, 'linked'), { recursive: true });
    unlinkSync(join(where.dir, 'file'));
    writeFiles(where.dir, { dir: 'now a file\n', 'file/now/deep.txt': 'd\n' });
    symlinkSync('/etc', join(where.dir, 'linked'));
    const result = await diff(where);
    expect(result.stats.files.map(({ path, status }) => `${status} ${path}`)).toEqual(['added dir', 'deleted dir/a.txt', 'deleted file', 'added file/now/deep.txt', 'added linked', 'deleted linked/b.txt']);
  });

  test('repositories planted by the agent are plain files, also where a file or a submodule was', async () => {
    using folder = testFolder();
    makeRepository(folder.at('inner'), { 'i.txt': 'i\n' });
    makeRepository(folder.at('repo'), { '.gitignore': 'ignored\n', 'src/a.txt': 'a\n', swapped: 's\n' });
    git(folder.at('repo'), 'submodule', '--quiet', 'add', folder.at('inner'), 'sub');
    commitFiles(folder.at('repo'), {}, 'Second');
    const where = await workspace(folder);
    makeRepository(join(where.dir, 'planted'), { 'p.txt': 'p\n', ignored: 'i\n' });
    makeRepository(join(where.dir, 'planted/deeper'), { 'd.txt': 'd\n' });
    git(where.dir, 'init', '-q', 'unborn');
    writeFiles(where.dir, { 'unborn/u.txt': 'u\n', 'src/b.txt': 'b\n' });
    git(join(where.dir, 'src'), 'init', '-q');
    unlinkSync(join(where.dir, 'swapped'));
    makeRepository(join(where.dir, 'swapped'), { 'w.txt': 'w\n' });
    makeRepository(join(where.dir, 'sub'), { 'evil.txt': 'e\n' });
    const result = await diff(where);
    expect(result.paths).toEqual(['planted/deeper/d.txt', 'planted/p.txt', 'src/b.txt', 'swapped', 'swapped/w.txt', 'unborn/u.txt']);
    expect(result.warnings.map(({ kind }) => kind)).toEqual(['nested_repositories']);
    expect(result.text).not.toContain('160000');
  });

  test('odd names, pipes and unreadable files', async () => {
    using folder = testFolder();
    makeRepository(folder.at('repo'), { 'a.txt': 'a\n', 'tracked.txt': 't\n' });
    const where = await workspace(folder);
    writeFileSync(Buffer.concat([Buffer.from(`${where.dir}/caf`), Buffer.from([0xe9])]), 'latin1\n');
    writeFiles(where.dir, { 'two\nlines "quoted"\\': 'q\n', '.GIT/config': 'evil\n', 'deep/.Git': 'evil\n' });
    Bun.spawnSync(['mkfifo', join(where.dir, 'pipe')]);
    unlinkSync(join(where.dir, 'tracked.txt'));
    Bun.spawnSync(['mkfifo', join(where.dir, 'tracked.txt')]);
    chmodSync(join(where.dir, 'a.txt'), 0o000);
    writeFiles(where.dir, {});
    const result = await diff(where);
    expect(result.paths.toSorted()).toEqual(['caf\uFFFD', 'tracked.txt', 'two\nlines "quoted"\\'].toSorted());
    expect(result.warnings.map(({ kind }) => kind).toSorted()).toEqual(['refused_names', 'special_files']);
  });

  test('a change that keeps size and time is still found', async () => {
    using folder = testFolder();
    makeRepository(folder.at('repo'), { 'a.txt': 'good\n' });
    const where = await workspace(folder);
    Bun.spawnSync(['sh', '-c', 'touch -r a.txt ../stamp && printf "evil\\n" > a.txt && touch -r ../stamp a.txt'], { cwd: where.dir });
    expect((await diff(where)).paths).toEqual(['a.txt']);
  });

  test('the workspace cannot hide a change by calling it binary, nor by an index or config of its own', async () => {
    using folder = testFolder();
    makeRepository(folder.at('repo'), { 'a.js': 'one\n' });
    const where = await workspace(folder);
    writeFiles(where.dir, { '.gitattributes': '*.js -diff binary\n', 'a.js': 'two\n', '.git/info/exclude': '*\n' });
    writeFiles(where.dir, { '.git/config': '[core]\n\texcludesFile = /dev/null\n' });
    const result = await diff(where);
    expect(result.text).toContain('-one\n+two\n');
    expect(result.paths).toEqual(['.gitattributes', 'a.js']);
  });

  test('too much content and too long a patch', async () => {
    using folder = testFolder();
    makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
    const where = await workspace(folder);
    writeFiles(where.dir, { 'big.txt': 'line\n'.repeat(2_000) });
    expect(await diffWorkspace({ ...where, maxBytes: 500 })).toMatchObject({ code: 'diff_too_large', message: expect.stringContaining('big.txt') });
    expect(await diffWorkspace({ ...where, maxBytes: 5_000 })).toMatchObject({ code: 'diff_too_large' });
    expect((await diff({ ...where, maxBytes: 50_000 })).stats.insertions).toBe(2_000);
  });

  test('line endings and attributes of the repository are honoured when files are read', async () => {
    using folder = testFolder();
    makeRepository(folder.at('repo'), { '.gitattributes': '*.bat text eol=crlf\n', 'run.bat': 'echo\n' });
    const where = await workspace(folder);
    expect(await Bun.file(join(where.dir, 'run.bat')).text()).toBe('echo\r\n');
    renameSync(join(where.dir, 'run.bat'), join(where.dir, 'same.bat'));
    mkdirSync(join(where.dir, 'empty'));
    expect((await diff(where)).text).not.toContain('\r');
  });
});
