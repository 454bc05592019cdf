import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { commitPatch } from './commit-patch.ts';
import { pushCommit } from './push-commit.ts';
import { readRemoteRef } from './read-remote-ref.ts';
import { serveRepositories } from './testing/http-backend.ts';
import { commitFiles, git, makeBare, makeRepository, type TestFolder, testFolder } from './testing/test-folder.ts';

// Many processes; the machine may be busy.
setDefaultTimeout(60_000);

const TEXT = { message: 'Change', author: { name: 'Lime', email: 'lime@localhost' }, date: new Date(1_700_000_000_000) };
const REF = 'refs/heads/al/implement/1';

/** A commit that adds one file on top of `baseSha`, in a cache of the repository at `url`. */
async function newCommit(folder: TestFolder, url: string, baseSha: string, name = 'new.txt') {
  const patch = new TextEncoder().encode(`diff --git a/${name} b/${name}\nnew file mode 100644\n--- /dev/null\n+++ b/${name}\n@@ -0,0 +1 @@\n+x\n`);
  const commit = await commitPatch({ ...TEXT, url, cacheDir: folder.at('cache'), baseSha, patch });
  if (!commit.ok) throw new Error(commit.message);
  return { gitDir: commit.gitDir, url, sha: commit.sha };
}

describe('pushCommit', () => {
  test('pushes a new branch, and says so when it is there already', async () => {
    using folder = testFolder();
    const baseSha = makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
    commitFiles(folder.at('repo'), { 'a.txt': '2\n' }, 'Moved on');
    const bare = makeBare(folder.at('repo'), folder.at('repo.git'));
    const commit = await newCommit(folder, `file://${bare}`, baseSha);
    expect(await pushCommit({ ...commit, ref: REF })).toEqual({ ok: true, kind: 'pushed' });
    expect(await pushCommit({ ...commit, ref: REF })).toEqual({ ok: true, kind: 'already_there' });
    expect(await readRemoteRef(bare, REF)).toEqual({ ok: true, sha: commit.sha });
    // History is whole in the origin although our cache is shallow.
    expect(git(bare, 'rev-list', '--count', commit.sha)).toBe('2');
    expect(git(bare, 'fsck', '--no-dangling')).toBe('');
  });

  test('overwrites only what the caller saw', async () => {
    using folder = testFolder();
    const baseSha = makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
    const bare = makeBare(folder.at('repo'), folder.at('repo.git'));
    const one = await newCommit(folder, bare, baseSha, 'one.txt');
    const two = await newCommit(folder, bare, baseSha, 'two.txt');
    await pushCommit({ ...one, ref: REF });
    expect(await pushCommit({ ...two, ref: REF })).toMatchObject({ code: 'rejected', reason: 'moved' });
    expect(await pushCommit({ ...two, ref: REF, expectOld: baseSha })).toMatchObject({ code: 'rejected', reason: 'moved' });
    expect(await pushCommit({ ...two, ref: REF, expectOld: one.sha })).toEqual({ ok: true, kind: 'pushed' });
    expect(await readRemoteRef(bare, REF)).toEqual({ ok: true, sha: two.sha });
  });

  test('of two pushes at once one wins', async () => {
    using folder = testFolder();
    const baseSha = makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
    const bare = makeBare(folder.at('repo'), folder.at('repo.git'));
    const commits = await Promise.all(['1', '2', '3'].map((name) => newCommit(folder, bare, baseSha, name)));
    const outcomes = await Promise.all(commits.map((commit) => pushCommit({ ...commit, ref: REF })));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.code === 'rejected' && outcome.reason === 'moved')).toHaveLength(2);
  });

  test('a work tree: another branch goes, the checked-out one is refused with advice', async () => {
    using folder = testFolder();
    const baseSha = makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
    git(folder.at('repo'), 'config', 'receive.denyCurrentBranch', 'updateInstead');
    const commit = await newCommit(folder, folder.at('repo'), baseSha);
    expect(await pushCommit({ ...commit, ref: REF })).toEqual({ ok: true, kind: 'pushed' });
    expect(await pushCommit({ ...commit, ref: 'refs/heads/main', expectOld: baseSha })).toMatchObject({ code: 'branch_checked_out', message: expect.stringContaining('bare repository') });
  });

  test('over HTTP with a password, also when the branch moved on beyond our shallow base', async () => {
    using folder = testFolder();
    const baseSha = makeRepository(folder.at('repo'), { 'a.txt': 'a\n', 'bulk.txt': crypto.randomUUID().repeat(5_000) });
    const bare = makeBare(folder.at('repo'), folder.at('repo.git'));
    using server = serveRepositories(folder.path, { username: 'bot', password: 'pw' });
    const url = `http://bot:pw@${new URL(server.origin).host}/repo.git`;
    const commit = await newCommit(folder, url, baseSha);
    commitFiles(folder.at('repo'), { 'a.txt': '2\n' }, 'Moved on');
    git(folder.at('repo'), 'push', '-q', bare, 'main');
    expect(await pushCommit({ ...commit, ref: REF })).toEqual({ ok: true, kind: 'pushed' });
    expect(await pushCommit({ ...commit, url: `${server.origin.replace('//', '//bot:wrong@')}/repo.git`, ref: `${REF}2` })).toMatchObject({ code: 'access_denied' });
    expect(git(bare, 'fsck', '--no-dangling')).toBe('');
  });

  test('a connection lost after the remote took it counts as pushed; lost for good is unknown', async () => {
    using folder = testFolder();
    const baseSha = makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
    makeBare(folder.at('repo'), folder.at('repo.git'));
    using server = serveRepositories(folder.path);
    let alive = true;
    const proxy = Bun.serve({
      hostname: '127.0.0.1', port: 0,
      fetch: async (request) => {
        if (!alive) return new Response('gone', { status: 502 });
        const url = new URL(request.url);
        const answer = await fetch(`${server.origin}${url.pathname}${url.search}`, { method: request.method, headers: request.headers, ...(request.method === 'POST' ? { body: await request.arrayBuffer() } : {}) });
        if (!url.pathname.endsWith('/git-receive-pack') || request.method !== 'POST') return answer;
        await answer.arrayBuffer();
        alive = stayAlive;
        return new Response('lost', { status: 502 });
      },
    });
    let stayAlive = true;
    try {
      const url = `http://127.0.0.1:${proxy.port}/repo.git`;
      const commit = await newCommit(folder, url, baseSha);
      expect(await pushCommit({ ...commit, ref: REF })).toEqual({ ok: true, kind: 'pushed' });
      stayAlive = false;
      expect(await pushCommit({ ...commit, ref: `${REF}b` })).toMatchObject({ code: 'unknown' });
    } finally {
      await proxy.stop(true);
    }
  });

  test('a remote that is not there, and one that may not be written', async () => {
    using folder = testFolder();
    const baseSha = makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
    const commit = await newCommit(folder, folder.at('repo'), baseSha);
    expect(await pushCommit({ ...commit, url: folder.at('gone'), ref: REF })).toMatchObject({ code: 'unreachable' });
    expect(await pushCommit({ ...commit, url: 'http://127.0.0.1:1/x.git', ref: REF })).toMatchObject({ code: 'unreachable' });
    const bare = makeBare(folder.at('repo'), folder.at('strict.git'));
    git(bare, 'config', 'receive.maxInputSize', '1');
    expect(await pushCommit({ ...commit, url: bare, ref: REF })).toMatchObject({ ok: false });
    expect(pushCommit({ ...commit, sha: '', ref: REF })).rejects.toThrow('cannot push');
  });

  test('a server\'s own hook refuses', async () => {
    using folder = testFolder();
    const baseSha = makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
    const bare = makeBare(folder.at('repo'), folder.at('repo.git'));
    mkdirSync(`${bare}/hooks`, { recursive: true });
    writeFileSync(`${bare}/hooks/pre-receive`, '#!/bin/sh\necho "protected branch" >&2\nexit 1\n');
    chmodSync(`${bare}/hooks/pre-receive`, 0o755);
    using server = serveRepositories(folder.path);
    const commit = await newCommit(folder, `${server.origin}/repo.git`, baseSha);
    expect(await pushCommit({ ...commit, ref: REF })).toMatchObject({ code: 'rejected', reason: 'refused', message: expect.stringContaining('protected branch') });
  });
});
