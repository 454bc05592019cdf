import { afterEach, expect, setDefaultTimeout, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareWorkspace } from './prepare-workspace.ts';
import { pushCommit } from './push-commit.ts';
import { readRemoteRef } from './read-remote-ref.ts';
import { parseRepositoryUrl } from './repository-url.ts';
import { sshHost } from './scan-host-keys.ts';
import { serveRepositories } from './testing/http-backend.ts';
import { makeBare, makeRepository, type TestFolder, testFolder } from './testing/test-folder.ts';

setDefaultTimeout(60_000);

const password = { kind: 'password', username: 'bot', password: 'known to bot alone' } as const;
const path = process.env['PATH'];
afterEach(() => {
  process.env['PATH'] = path;
});

/** An `ssh` that writes down what it was given, and speaks git on this machine instead. */
function plantSsh(folder: TestFolder): { argv(): string; key(): string } {
  mkdirSync(folder.at('bin'));
  const noted = (name: string) => folder.at(`ssh-${name}`);
  writeFileSync(folder.at('bin/ssh'), `#!/bin/sh
printf '%s\\n' "$@" > ${noted('argv')}
file=$(sed -n 's/^IdentityFile="\\(.*\\)"$/\\1/p' ${noted('argv')})
stat -c '%a' "$file" > ${noted('key')}; cat "$file" >> ${noted('key')}
sed -n 's/^UserKnownHostsFile="\\(.*\\)"$/\\1/p' ${noted('argv')} | xargs cat >> ${noted('key')}
for last; do :; done
exec sh -c "$last"
`);
  chmodSync(folder.at('bin/ssh'), 0o755);
  process.env['PATH'] = `${folder.at('bin')}:${path}`;
  return { argv: () => readFileSync(noted('argv'), 'utf8'), key: () => readFileSync(noted('key'), 'utf8') };
}

test('a password opens a repository for reading and pushing, and without it there is no way in', async () => {
  using folder = testFolder();
  const sha = makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
  makeBare(folder.at('repo'), folder.at('origin.git'));
  using server = serveRepositories(folder.path, password);
  const url = `${server.origin}/origin.git`;
  expect(await readRemoteRef(url, 'refs/heads/main')).toMatchObject({ ok: false, code: 'access_denied' });
  expect(await readRemoteRef(url, 'refs/heads/main', { access: { ...password, password: 'guessed' } })).toMatchObject({ ok: false, code: 'access_denied' });
  expect(await readRemoteRef(url, 'refs/heads/main', { access: password })).toEqual({ ok: true, sha });
  const workspace = await prepareWorkspace({ url, dir: folder.at('work'), gitDir: folder.at('git'), cacheDir: folder.at('cache') }, { access: password });
  expect(workspace).toMatchObject({ ok: true, baseSha: sha });
  const kept = ['work', 'git', 'cache'].flatMap((name) => readdirSync(folder.at(name), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  expect(kept.filter((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(password.password))).toEqual([]);
  expect(await pushCommit({ gitDir: folder.at('repo/.git'), url, sha, ref: 'refs/heads/copy' }, { access: password })).toEqual({ ok: true, kind: 'pushed' });
});

test('who was given a credential does not follow a redirect, not even without it', async () => {
  using folder = testFolder();
  makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
  makeBare(folder.at('repo'), folder.at('origin.git'));
  using inside = serveRepositories(folder.path);
  using server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: (request) => Response.redirect(`${inside.origin}${new URL(request.url).pathname}${new URL(request.url).search}`, 302) });
  const url = `http://127.0.0.1:${server.port}/origin.git`;
  expect(await readRemoteRef(url, 'refs/heads/main', { access: password })).toMatchObject({ ok: false });
  expect(inside.authorizations).toEqual([]);
  expect(await readRemoteRef(url, 'refs/heads/main')).toMatchObject({ ok: true });
});

test('an SSH key reaches ssh as a file that only we can read, with the host keys that count, and is gone afterwards', async () => {
  using folder = testFolder();
  const sha = makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
  makeBare(folder.at('repo'), folder.at('origin.git'));
  const ssh = plantSsh(folder);
  const url = `ssh://git@git.test:2222${folder.at('origin.git')}`;
  const access = { kind: 'ssh_key', privateKey: '-----BEGIN OPENSSH PRIVATE KEY-----\nsecret\n-----END OPENSSH PRIVATE KEY-----', hostKeys: '[git.test]:2222 ssh-ed25519 AAAA' } as const;
  expect(await readRemoteRef(url, 'refs/heads/main', { access })).toEqual({ ok: true, sha });
  expect(ssh.key()).toBe(`600\n${access.privateKey}\n${access.hostKeys}\n`);
  expect(ssh.argv()).toContain('StrictHostKeyChecking=yes');
  expect(ssh.argv()).toContain('IdentityAgent=none');
  expect(ssh.argv()).not.toContain('secret');
  expect(existsSync(/IdentityFile="(.*)"/.exec(ssh.argv())?.[1] ?? '/')).toBe(false);
  await readRemoteRef(url, 'refs/heads/main', { access: { ...access, hostKeys: null } });
  expect(ssh.argv()).toContain('StrictHostKeyChecking=accept-new');
});

test('git goes to the addresses that it was given, whatever the name leads to, and follows no redirect', async () => {
  using folder = testFolder();
  const sha = makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
  makeBare(folder.at('repo'), folder.at('origin.git'));
  using inside = serveRepositories(folder.path);
  const { port } = new URL(inside.origin);
  for (const host of ['git.invalid', 'GIT.invalid', 'git.invalid.']) {
    expect(await readRemoteRef(`http://${host}:${port}/origin.git`, 'refs/heads/main', { addresses: ['127.0.0.1'] })).toEqual({ ok: true, sha });
  }
  const asked = inside.authorizations.length;
  // The name leads to the server by now, and what was looked at was somewhere else.
  expect(await readRemoteRef(`http://localhost:${port}/origin.git`, 'refs/heads/main', { addresses: ['127.0.0.2'] })).toMatchObject({ ok: false, code: 'unreachable' });
  using server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: (request) => Response.redirect(`${inside.origin}${new URL(request.url).pathname}${new URL(request.url).search}`, 302) });
  expect(await readRemoteRef(`http://git.invalid:${server.port}/origin.git`, 'refs/heads/main', { addresses: ['127.0.0.1'] })).toMatchObject({ ok: false });
  expect(inside.authorizations.length).toBe(asked);
});

/** A git of before 2.37, which passes over what it does not know. */
function plantOldGit(folder: TestFolder): void {
  mkdirSync(folder.at('old'));
  writeFileSync(folder.at('old/git'), `#!/bin/sh
case "$*" in *--version*) echo "git version 2.34.1"; exit;; *curloptResolve*) echo "fatal: it was given addresses" >&2; exit 1;; esac
exec ${Bun.which('git')} "$@"
`);
  chmodSync(folder.at('old/git'), 0o755);
  process.env['PATH'] = `${folder.at('old')}:${path}`;
}

test('so does a git that cannot be given any, over a proxy of its own, which leads nowhere else', async () => {
  using folder = testFolder();
  const sha = makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
  makeBare(folder.at('repo'), folder.at('origin.git'));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1', '-subj', '/CN=git.invalid', '-addext', 'subjectAltName=DNS:git.invalid', '-keyout', folder.at('key.pem'), '-out', folder.at('cert.pem')], { stdio: 'ignore' });
  using inside = serveRepositories(folder.path, { username: 'bot', password: password.password });
  using secure = Bun.serve({ hostname: '127.0.0.1', port: 0, tls: { key: readFileSync(folder.at('key.pem'), 'utf8'), cert: readFileSync(folder.at('cert.pem'), 'utf8') }, fetch: async (request) => fetch(`${inside.origin}${new URL(request.url).pathname}${new URL(request.url).search}`, { method: request.method, headers: request.headers, body: request.method === 'POST' ? await request.arrayBuffer() : null, decompress: false }) });
  plantOldGit(folder);
  process.env['GIT_SSL_CAINFO'] = folder.at('cert.pem');
  process.env['NO_PROXY'] = '*';
  try {
    const { port } = new URL(inside.origin);
    for (const address of [`https://git.invalid:${secure.port}/origin.git`, `http://git.invalid:${port}/origin.git`]) {
      expect([address, await readRemoteRef(address, 'refs/heads/main', { addresses: ['127.0.0.1'], access: password })]).toEqual([address, { ok: true, sha }]);
      const at = new URL(address).protocol;
      expect(await prepareWorkspace({ url: address, dir: folder.at(at, 'work'), gitDir: folder.at(at, 'git'), cacheDir: folder.at(at, 'cache') }, { addresses: ['127.0.0.1'], access: password })).toMatchObject({ ok: true, baseSha: sha });
    }
    const asked = inside.authorizations.length;
    expect(await readRemoteRef(`http://localhost:${port}/origin.git`, 'refs/heads/main', { addresses: ['127.0.0.2'], access: password })).toMatchObject({ ok: false, code: 'unreachable' });
    expect(inside.authorizations.length).toBe(asked);
  } finally {
    delete process.env['GIT_SSL_CAINFO'];
    delete process.env['NO_PROXY'];
  }
});

test('ssh goes to the address that it was given, and knows the host by its name', async () => {
  using folder = testFolder();
  const sha = makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
  makeBare(folder.at('repo'), folder.at('origin.git'));
  const ssh = plantSsh(folder);
  const access = { kind: 'ssh_key', privateKey: 'k', hostKeys: '[git.test]:2222 ssh-ed25519 AAAA' } as const;
  for (const open of [{ access }, {}]) {
    expect(await readRemoteRef(`ssh://git@git.test:2222${folder.at('origin.git')}`, 'refs/heads/main', { addresses: ['192.0.2.7'], ...open })).toEqual({ ok: true, sha });
    expect(ssh.argv()).toContain('HostName=192.0.2.7\n');
    expect(ssh.argv()).toContain('HostKeyAlias=[git.test]:2222\n');
  }
  await readRemoteRef(`git@git.test:${folder.at('origin.git')}`, 'refs/heads/main', { addresses: ['2001:db8::7', '192.0.2.7'] });
  expect(ssh.argv()).toContain('HostName=2001:db8::7\n');
  expect(ssh.argv()).toContain('HostKeyAlias=git.test\n');
});

test('a host that a shell would take for more than a name is no address', () => {
  for (const host of ["a';touch${IFS}x;'", 'a$(id)', 'a`id`', 'a"b']) expect(parseRepositoryUrl(`ssh://git@${host}/shop.git`)).toMatchObject({ ok: false, code: 'invalid_url' });
});

test('the host and port of every spelling', () => {
  const hostOf = (address: string) => {
    const parsed = parseRepositoryUrl(address);
    return parsed.ok ? sshHost(parsed.url) : null;
  };
  expect(hostOf('git@git.test:team/shop.git')).toEqual({ host: 'git.test', port: '22' });
  expect(hostOf('ssh://git@git.test:2222/shop.git')).toEqual({ host: 'git.test', port: '2222' });
  expect(hostOf('ssh://git@[::1]/shop.git')).toEqual({ host: '::1', port: '22' });
});
