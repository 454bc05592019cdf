import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, mkdirSync, readFileSync, readdirSync, readlinkSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { prepareWorkspace } from './prepare-workspace.ts';
import { pruneRepositoryCache } from './prune-repository-cache.ts';
import { withPathLock } from './with-path-lock.ts';
import { serveRepositories } from './testing/http-backend.ts';
import { commitFiles, git, makeBare, makeRepository, type TestFolder, testFolder } from './testing/test-folder.ts';

// Many processes; the machine may be busy.
setDefaultTimeout(60_000);

async function prepare(folder: TestFolder, url: string, name: string, ref?: string) {
  const request = { url, dir: folder.at(name, 'work'), gitDir: folder.at(name, 'git'), cacheDir: folder.at('cache'), ...(ref === undefined ? {} : { ref }) };
  const prepared = await prepareWorkspace(request);
  if (!prepared.ok) throw new Error(`${prepared.code}: ${prepared.message}`);
  return prepared;
}

describe('prepareWorkspace', () => {
  test('checks out one commit and keeps git\'s data outside', async () => {
    using folder = testFolder();
    const sha = makeRepository(folder.at('repo'), { 'a.txt': 'a\n', 'src/b.txt': 'b\n' });
    const prepared = await prepare(folder, folder.at('repo'), 'one');
    expect(prepared).toEqual({ ok: true, baseSha: sha, ref: 'refs/heads/main', defaultBranch: 'main', fetched: true, files: 2, links: 0, submodules: 0, warnings: [] });
    expect(readFileSync(folder.at('one/work/src/b.txt'), 'utf8')).toBe('b\n');
    // The placeholder is an empty repository: tools see a root, the agent finds nothing in it.
    expect(git(folder.at('one/work'), 'status', '--porcelain', '--branch')).toContain('No commits yet');
  });

  test('fetches once, then serves from the cache; a new commit brings only itself', async () => {
    using folder = testFolder();
    const bulk = Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))).toString('hex');
    makeRepository(folder.at('repo'), { 'bulk.txt': bulk, 'a.txt': '1\n' });
    expect((await prepare(folder, folder.at('repo'), 'one')).fetched).toBe(true);
    expect((await prepare(folder, `file://${folder.at('repo')}`, 'two')).fetched).toBe(false);
    const sha = commitFiles(folder.at('repo'), { 'a.txt': '2\n' }, 'Second');
    expect(await prepare(folder, folder.at('repo'), 'three')).toMatchObject({ baseSha: sha, fetched: true });
    const [cache] = readdirSync(folder.at('cache'));
    const packs = readdirSync(folder.at('cache', cache ?? '', 'objects/pack')).filter((name) => name.endsWith('.pack'));
    const sizes = packs.map((name) => readFileSync(folder.at('cache', cache ?? '', 'objects/pack', name)).length).toSorted((a, b) => a - b);
    expect(sizes).toHaveLength(2);
    expect(sizes[0]).toBeLessThan(2_000);
  });

  test('concurrent runs of one repository share the fetch', async () => {
    using folder = testFolder();
    makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
    const all = await Promise.all(['1', '2', '3', '4', '5', '6'].map((name) => prepare(folder, folder.at('repo'), name)));
    expect(all.filter(({ fetched }) => fetched)).toHaveLength(1);
    for (const name of ['1', '6']) expect(readFileSync(folder.at(name, 'work/a.txt'), 'utf8')).toBe('a\n');
  });

  test('takes an older commit, a shallow origin, and a server over HTTP', async () => {
    using folder = testFolder();
    const first = makeRepository(folder.at('repo'), { 'a.txt': '1\n' });
    commitFiles(folder.at('repo'), { 'a.txt': '2\n' }, 'Second');
    await prepare(folder, folder.at('repo'), 'old', first);
    expect(readFileSync(folder.at('old/work/a.txt'), 'utf8')).toBe('1\n');
    git(folder.path, 'clone', '-q', '--depth=1', `file://${folder.at('repo')}`, folder.at('shallow'));
    await prepare(folder, folder.at('shallow'), 'shallow');
    makeBare(folder.at('repo'), folder.at('repo.git'));
    using server = serveRepositories(folder.path);
    const overHttp = await prepare(folder, `${server.origin}/repo.git`, 'http');
    expect(overHttp.fetched).toBe(true);
    expect(readFileSync(folder.at('http/work/a.txt'), 'utf8')).toBe('2\n');
  });

  test('a repository that uses SHA-256', async () => {
    using folder = testFolder();
    mkdirSync(folder.at('repo'));
    git(folder.at('repo'), 'init', '-q', '--object-format=sha256');
    const sha = commitFiles(folder.at('repo'), { 'a.txt': 'a\n' }, 'First');
    expect(sha).toHaveLength(64);
    expect(await prepare(folder, folder.at('repo'), 'one')).toMatchObject({ baseSha: sha, files: 1 });
  });

  test('reports submodules, links outside and LFS; follows nothing', async () => {
    using folder = testFolder();
    const inner = makeRepository(folder.at('inner'), { 'i.txt': 'i\n' });
    makeRepository(folder.at('repo'), { 'a.txt': 'a\n', '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n', 'x.bin': 'version https://git-lfs.github.com/spec/v1\n' });
    git(folder.at('repo'), 'submodule', '--quiet', 'add', folder.at('inner'), 'sub');
    symlinkSync('/etc/passwd', folder.at('repo/outside'));
    symlinkSync('../../up', folder.at('repo/up'));
    symlinkSync('a.txt', folder.at('repo/inside'));
    commitFiles(folder.at('repo'), {}, 'Second');
    expect(inner).toHaveLength(40);
    const prepared = await prepare(folder, folder.at('repo'), 'one');
    expect(prepared).toMatchObject({ links: 3, submodules: 1 });
    expect(prepared.warnings.map(({ kind, paths }) => [kind, paths])).toEqual([['submodules', ['sub']], ['links_outside', ['outside', 'up']], ['lfs', ['.gitattributes']]]);
    expect(readdirSync(folder.at('one/work/sub'))).toEqual([]);
    expect(readlinkSync(folder.at('one/work/outside'))).toBe('/etc/passwd');
  });

  test('names that are not UTF-8 and names that differ only in case', async () => {
    using folder = testFolder();
    makeRepository(folder.at('repo'), { 'Read.me': '1\n', 'read.me': '2\n' });
    writeFileSync(Buffer.concat([Buffer.from(folder.at('repo/caf')), Buffer.from([0xe9])]), 'latin1\n');
    commitFiles(folder.at('repo'), {}, 'Second');
    expect(await prepare(folder, folder.at('repo'), 'one')).toMatchObject({ files: 3, warnings: [] });
    const names: Buffer[] = readdirSync(folder.at('one/work'), { encoding: 'buffer' });
    expect(names.some((name) => name.equals(Buffer.from([0x63, 0x61, 0x66, 0xe9])))).toBe(true);
  });

  test('an unknown commit, a used folder, a cancelled start', async () => {
    using folder = testFolder();
    makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
    const request = { url: folder.at('repo'), dir: folder.at('work'), gitDir: folder.at('git'), cacheDir: folder.at('cache') };
    expect(await prepareWorkspace({ ...request, ref: 'f'.repeat(40) })).toMatchObject({ code: 'unknown_ref' });
    expect(await prepareWorkspace({ ...request, dir: folder.at('repo') })).toMatchObject({ code: 'workspace_not_empty' });
    expect(await prepareWorkspace(request, { signal: AbortSignal.abort() })).toMatchObject({ code: 'cancelled' });
  });

  test('a fetch killed half-way does not spoil the cache', async () => {
    using folder = testFolder();
    makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
    await prepare(folder, folder.at('repo'), 'one');
    const cache = folder.at('cache', readdirSync(folder.at('cache'))[0] ?? '');
    writeFileSync(`${cache}/shallow.lock`, '');
    writeFileSync(`${cache}/objects/pack/tmp_pack_x`, 'half');
    commitFiles(folder.at('repo'), { 'a.txt': '2\n' }, 'Second');
    await prepare(folder, folder.at('repo'), 'two');
    expect(existsSync(`${cache}/objects/pack/tmp_pack_x`)).toBe(false);
  });
});

test('pruning the cache leaves running workspaces whole', async () => {
  using folder = testFolder();
  makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
  await prepare(folder, folder.at('repo'), 'one');
  const now = new Date(Date.now() + 10_000);
  expect(await pruneRepositoryCache({ cacheDirs: [folder.at('cache')], maxBytes: 0, keepMs: 60_000, now })).toMatchObject({ removed: 0 });
  expect(await pruneRepositoryCache({ cacheDirs: [folder.at('cache')], maxBytes: 0, keepMs: 1_000, now })).toEqual({ removed: 1, bytes: 0 });
  expect(git(folder.at('one/git'), 'fsck', '--no-dangling')).toBe('');
  expect((await prepare(folder, folder.at('repo'), 'two')).fetched).toBe(true);
});

test('a cache goes for its age alone, but not one that somebody has used since it was looked at', async () => {
  using folder = testFolder();
  makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
  await prepare(folder, folder.at('repo'), 'one');
  const [name = ''] = readdirSync(folder.at('cache')).filter((one) => one.endsWith('.git'));
  mkdirSync(folder.at('cache', 'cut-short.git.removed'));
  const prune = (days: number) => pruneRepositoryCache({ cacheDirs: [folder.at('cache')], maxBytes: 1e9, keepMs: 1_000, mostAgeMs: 30 * 86_400_000, now: new Date(Date.now() + days * 86_400_000) });
  expect(await prune(29)).toMatchObject({ removed: 0 });
  expect(readdirSync(folder.at('cache'))).toEqual([name]);
  // A fetch is going on: the removal waits for it, and then sees that it is needed.
  const fetching = Promise.withResolvers<undefined>();
  const held = Promise.withResolvers<undefined>();
  const fetched = withPathLock(folder.at('cache', name), async () => {
    held.resolve(undefined);
    await fetching.promise;
    utimesSync(folder.at('cache', name, 'HEAD'), new Date(), new Date(Date.now() + 5_000));
  });
  await held.promise;
  const at = Date.now() + 31 * 86_400_000;
  // Asked for the time once it has looked at the caches.
  const now = Object.assign(new Date(at), { getTime: () => (fetching.resolve(undefined), at) });
  expect(await pruneRepositoryCache({ cacheDirs: [folder.at('cache')], maxBytes: 0, keepMs: 1_000, now })).toMatchObject({ removed: 0 });
  await fetched;
  expect(await prune(31)).toEqual({ removed: 1, bytes: 0 });
});
