import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { readRemoteRef } from './read-remote-ref.ts';
import { resolveRemote } from './resolve-remote.ts';
import { serveRepositories } from './testing/http-backend.ts';
import { commitFiles, git, makeBare, makeRepository, testFolder } from './testing/test-folder.ts';

// Many processes; the machine may be busy.
setDefaultTimeout(60_000);

describe('resolveRemote', () => {
  test('finds the default branch, branches, tags and commits by path and file URL', async () => {
    using folder = testFolder();
    const first = makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
    git(folder.at('repo'), 'tag', '-a', 'v1', '-m', 'one');
    git(folder.at('repo'), 'checkout', '-q', '-b', 'feature/main');
    const second = commitFiles(folder.at('repo'), { 'b.txt': 'b\n' }, 'Second');
    git(folder.at('repo'), 'checkout', '-q', 'main');
    expect(await resolveRemote(folder.at('repo'))).toEqual({ ok: true, defaultBranch: 'main', ref: 'refs/heads/main', sha: first });
    expect(await resolveRemote(`file://${folder.at('repo')}`, 'feature/main')).toMatchObject({ ref: 'refs/heads/feature/main', sha: second });
    expect(await resolveRemote(folder.at('repo'), 'v1')).toMatchObject({ ref: 'refs/tags/v1', sha: first });
    expect(await resolveRemote(folder.at('repo'), 'main')).toMatchObject({ ref: 'refs/heads/main', sha: first });
    expect(await resolveRemote(folder.at('repo'), second)).toMatchObject({ ref: null, sha: second });
    git(folder.at('repo'), 'checkout', '-q', '--detach');
    expect(await resolveRemote(folder.at('repo'))).toMatchObject({ defaultBranch: null, ref: null, sha: first });
  });

  test('says what is wrong and what to do', async () => {
    using folder = testFolder();
    makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
    git(folder.path, 'init', '-q', '--bare', folder.at('empty.git'));
    mkdirSync(folder.at('plain'));
    writeFileSync(folder.at('file'), '');
    expect(await resolveRemote(folder.at('nowhere'))).toMatchObject({ code: 'unreachable', message: expect.stringContaining('Check the path') });
    expect(await resolveRemote(folder.at('plain'))).toMatchObject({ code: 'not_a_repository' });
    expect(await resolveRemote(folder.at('file'))).toMatchObject({ code: 'not_a_repository' });
    expect(await resolveRemote(folder.at('empty.git'))).toMatchObject({ code: 'empty_repository' });
    expect(await resolveRemote(folder.at('empty.git'), 'main')).toMatchObject({ code: 'empty_repository' });
    expect(await resolveRemote(folder.at('repo'), 'nope')).toMatchObject({ code: 'unknown_ref', message: expect.stringContaining('«nope»') });
    expect(await resolveRemote(folder.at('repo'), '--upload-pack=id')).toMatchObject({ code: 'unknown_ref' });
    git(folder.at('repo'), 'symbolic-ref', 'HEAD', 'refs/heads/unborn');
    expect(await resolveRemote(folder.at('repo'))).toMatchObject({ code: 'unknown_ref', message: expect.stringContaining('Name the branch') });
  });

  test('reads a repository that another user owns', async () => {
    using folder = testFolder();
    const sha = makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
    if (process.getuid?.() === 0) Bun.spawnSync(['chown', '-R', '12345:12345', folder.at('repo')]);
    chmodSync(folder.path, 0o755);
    expect(await resolveRemote(folder.at('repo'))).toMatchObject({ ok: true, sha });
  });

  test('speaks HTTP with credentials, which no message and no other host sees', async () => {
    using folder = testFolder();
    const sha = makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
    makeBare(folder.at('repo'), folder.at('repo.git'));
    using server = serveRepositories(folder.path, { username: 'bot', password: "it's $ecret" });
    const { host } = new URL(server.origin);
    expect(await resolveRemote(`http://bot:it's%20$ecret@${host}/repo.git`)).toMatchObject({ ok: true, sha });
    const refused = await resolveRemote(`http://bot:wr0ng@${host}/repo.git`);
    expect(refused).toMatchObject({ code: 'access_denied' });
    expect(JSON.stringify(refused)).not.toContain('wr0ng');
    expect(await resolveRemote(`http://${host}/repo.git`)).toMatchObject({ code: 'access_denied' });
  });

  test('does not hand credentials to the host of a redirect', async () => {
    using folder = testFolder();
    using other = serveRepositories(folder.path, { username: 'x', password: 'y' });
    const redirecting = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: (request) => Response.redirect(`${other.origin}${new URL(request.url).pathname}${new URL(request.url).search}`, 302) });
    try {
      await resolveRemote(`http://bot:secret@127.0.0.1:${redirecting.port}/repo.git`);
      expect(other.authorizations.length).toBeGreaterThan(0);
      expect(other.authorizations.filter((value) => value !== null)).toEqual([]);
    } finally {
      await redirecting.stop(true);
    }
  });

  test('an unreachable host, a silent one and a cancelled wait', async () => {
    const closed = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => new Response() });
    const { port } = closed;
    await closed.stop(true);
    expect(await resolveRemote(`http://127.0.0.1:${port}/repo.git`)).toMatchObject({ code: 'unreachable' });
    const silent = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => new Promise<Response>(() => undefined) });
    try {
      expect(await resolveRemote(`http://127.0.0.1:${silent.port}/repo.git`, undefined, { timeoutMs: 300 })).toMatchObject({ code: 'timed_out' });
      const stop = new AbortController();
      const waiting = resolveRemote(`http://127.0.0.1:${silent.port}/repo.git`, undefined, { signal: stop.signal });
      stop.abort();
      expect(await waiting).toMatchObject({ code: 'cancelled' });
    } finally {
      await silent.stop(true);
    }
  });
});

test('readRemoteRef tells a ref from its absence', async () => {
  using folder = testFolder();
  const sha = makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
  expect(await readRemoteRef(folder.at('repo'), 'refs/heads/main')).toEqual({ ok: true, sha });
  expect(await readRemoteRef(folder.at('repo'), 'refs/heads/al/implement/1')).toEqual({ ok: true, sha: null });
  expect(await readRemoteRef(folder.at('gone'), 'refs/heads/main')).toMatchObject({ ok: false, code: 'unreachable' });
});
