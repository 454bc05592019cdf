import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commitPatch } from './commit-patch.ts';
import { diffWorkspace } from './diff-workspace.ts';
import { mergeCommit } from './merge-commit.ts';
import { prepareWorkspace } from './prepare-workspace.ts';
import { pushCommit } from './push-commit.ts';
import { commitFiles, git, makeRepository, type TestFolder, testFolder, writeFiles } from './testing/test-folder.ts';

// Many processes; the machine may be busy.
setDefaultTimeout(60_000);

const TEXT = { message: 'Change', author: { name: 'Lime', email: 'lime@localhost' }, date: new Date(1_700_000_000_000) };
const HOOKS = ['pre-receive', 'update', 'post-receive', 'post-update', 'reference-transaction', 'post-checkout', 'pre-push', 'post-index-change', 'push-to-checkout', 'proc-receive', 'fsmonitor-watchman', 'post-merge', 'pre-merge-commit', 'prepare-commit-msg', 'pre-auto-gc'];

/** A program that leaves a marker named after how it was called. */
function trap(folder: TestFolder): { command(name: string): string; sprung(): string[] } {
  mkdirSync(folder.at('sprung'), { recursive: true });
  writeFileSync(folder.at('trap.sh'), `#!/bin/sh\ntouch ${folder.at('sprung')}/"$1"\ncat\n`);
  chmodSync(folder.at('trap.sh'), 0o755);
  return { command: (name) => `${folder.at('trap.sh')} ${name}`, sprung: () => readdirSync(folder.at('sprung')) };
}

/** Every setting that we know to run a program, into a repository's own configuration, and every hook. */
function plantEverything(gitDir: string, folder: TestFolder, command: (name: string) => string): void {
  const settings: [string, string][] = [
    ['core.fsmonitor', 'fsmonitor'], ['core.sshCommand', 'sshCommand'], ['core.alternateRefsCommand', 'alternateRefs'], ['core.askPass', 'askPass'],
    ['core.pager', 'pager'], ['core.editor', 'editor'], ['uploadpack.packObjectsHook', 'packObjectsHook'], ['credential.helper', 'credential'],
    ['diff.external', 'diffExternal'], ['diff.evil.command', 'diffCommand'], ['diff.evil.textconv', 'textconv'],
    ['filter.evil.clean', 'clean'], ['filter.evil.smudge', 'smudge'], ['filter.evil.process', 'process'], ['merge.evil.driver', 'mergeDriver'],
    ['gpg.program', 'gpg'], ['sequence.editor', 'sequenceEditor'], ['gc.recentObjectsHook', 'recentObjects'],
    ...['fetch', 'ls-remote', 'upload-pack', 'receive-pack', 'read-tree', 'status'].map((name): [string, string] => [`alias.${name}`, `alias-${name}`]),
  ];
  for (const [setting, name] of settings) git('/', '--git-dir', gitDir, 'config', setting, (setting.startsWith('alias') ? '!' : '') + command(name));
  git('/', '--git-dir', gitDir, 'config', 'core.hooksPath', folder.at('hooks'));
  git('/', '--git-dir', gitDir, 'config', 'commit.gpgSign', 'true');
  for (const hooks of [folder.at('hooks'), join(gitDir, 'hooks')]) {
    mkdirSync(hooks, { recursive: true });
    for (const hook of HOOKS) {
      writeFileSync(join(hooks, hook), `#!/bin/sh\n${command(`hook-${hook}`)} </dev/null\n`);
      chmodSync(join(hooks, hook), 0o755);
    }
  }
}

const ATTRIBUTES = '* filter=evil diff=evil merge=evil\n';

async function travel(folder: TestFolder, url: string) {
  const where = { dir: folder.at('work'), gitDir: folder.at('git') };
  const prepared = await prepareWorkspace({ url, ...where, cacheDir: folder.at('cache') });
  if (!prepared.ok) throw new Error(`${prepared.code}: ${prepared.message}`);
  return { ...where, baseSha: prepared.baseSha };
}

describe('hostile repositories run nothing', () => {
  test('the traps are real: plain git springs them', async () => {
    using folder = testFolder();
    const { command, sprung } = trap(folder);
    makeRepository(folder.at('repo'), { '.gitattributes': ATTRIBUTES, 'a.txt': 'a\n' });
    plantEverything(folder.at('repo/.git'), folder, command);
    writeFiles(folder.at('repo'), { 'a.txt': 'changed\n' });
    try {
      git(folder.at('repo'), 'diff', '--ext-diff');
    } catch {
      // What the traps print is no diff; that they ran is the point.
    }
    git(folder.path, 'clone', '-q', folder.at('repo'), folder.at('clone'));
    git(folder.at('clone'), 'push', '-q', 'origin', 'HEAD:refs/heads/x');
    expect(sprung()).toEqual(expect.arrayContaining(['fsmonitor', 'hook-post-receive']));
  });

  test('in a local origin: checkout, diff, commit, push and merge', async () => {
    using folder = testFolder();
    const { command, sprung } = trap(folder);
    makeRepository(folder.at('alternate'), { 'x.txt': 'x\n' });
    const baseSha = makeRepository(folder.at('repo'), { '.gitattributes': ATTRIBUTES, 'a.txt': 'a\n' });
    plantEverything(folder.at('repo/.git'), folder, command);
    writeFileSync(folder.at('repo/.git/objects/info/alternates'), `${folder.at('alternate/.git/objects')}\n`);
    const where = await travel(folder, folder.at('repo'));
    writeFiles(where.dir, { 'a.txt': 'changed\n' });
    const diff = await diffWorkspace(where);
    if (!diff.ok) throw new Error(diff.message);
    const request = { ...TEXT, url: folder.at('repo'), cacheDir: folder.at('cache') };
    const commit = await commitPatch({ ...request, baseSha, patch: diff.patch });
    if (!commit.ok) throw new Error(commit.message);
    expect(await pushCommit({ ...commit, url: folder.at('repo'), ref: 'refs/heads/al/implement/1' })).toEqual({ ok: true, kind: 'pushed' });
    expect(await mergeCommit({ ...request, target: 'refs/heads/main', sha: commit.sha, how: 'commit' })).toMatchObject({ code: 'branch_checked_out' });
    // A repository that wants its pushes handled by a hook gets none: hooks do not run.
    git(folder.at('repo'), 'config', 'receive.procReceiveRefs', 'refs/heads/al');
    expect(await pushCommit({ ...commit, url: folder.at('repo'), ref: 'refs/heads/al/implement/2' })).toMatchObject({ code: 'rejected', reason: 'refused' });
    expect(sprung()).toEqual([]);
  });

  test('an origin that fetches its missing objects through a program', async () => {
    using folder = testFolder();
    const { command, sprung } = trap(folder);
    makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
    const blob = git(folder.at('repo'), 'rev-parse', 'HEAD:a.txt');
    rmSync(folder.at('repo/.git/objects', blob.slice(0, 2), blob.slice(2)));
    for (const [name, value] of [['extensions.partialClone', 'evil'], ['remote.evil.promisor', 'true'], ['remote.evil.url', `ext::${command('ext')}`], ['core.repositoryFormatVersion', '1'], ['remote.evil.uploadpack', command('promisor')]] as const) {
      git(folder.at('repo'), 'config', name, value);
    }
    const result = await prepareWorkspace({ url: folder.at('repo'), dir: folder.at('work'), gitDir: folder.at('git'), cacheDir: folder.at('cache') });
    expect(result.ok).toBe(false);
    expect(sprung()).toEqual([]);
  });

  test('planted in the work tree by the agent: at the top, nested, and where a submodule belongs', async () => {
    using folder = testFolder();
    const { command, sprung } = trap(folder);
    makeRepository(folder.at('inner'), { 'i.txt': 'i\n' });
    makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
    git(folder.at('repo'), 'submodule', '--quiet', 'add', folder.at('inner'), 'sub');
    commitFiles(folder.at('repo'), {}, 'With a submodule');
    const where = await travel(folder, folder.at('repo'));
    makeRepository(join(where.dir, 'nested'), { 'n.txt': 'n\n' });
    rmSync(join(where.dir, 'sub'), { recursive: true });
    git(where.dir, 'clone', '-q', folder.at('inner'), 'sub');
    for (const gitDir of ['.git', 'nested/.git', 'sub/.git']) plantEverything(join(where.dir, gitDir), folder, command);
    rmSync(folder.at('sprung'), { recursive: true });
    mkdirSync(folder.at('sprung'));
    writeFiles(where.dir, { '.gitattributes': ATTRIBUTES, 'a.txt': 'changed\n', 'sub/i.txt': 'dirty\n', '.gitmodules': `[submodule "sub"]\n\tpath = sub\n\turl = ext::${command('ext')}\n\tupdate = !${command('submodule-update')}\n` });
    const diff = await diffWorkspace(where);
    if (!diff.ok) throw new Error(diff.message);
    expect(diff.stats.files.map(({ path }) => path)).toEqual(['.gitattributes', '.gitmodules', 'a.txt', 'nested/n.txt']);
    expect(sprung()).toEqual([]);
  });

  test('the configuration of this machine has no say', async () => {
    using folder = testFolder();
    const { command, sprung } = trap(folder);
    makeRepository(folder.at('repo'), { 'a.txt': 'a\n' });
    writeFiles(folder.path, { 'home/.gitconfig': `[core]\n\tfsmonitor = ${command('home')}\n[alias]\n\tls-remote = !${command('alias')}\n` });
    const before = { HOME: process.env['HOME'], GIT_CONFIG_GLOBAL: process.env['GIT_CONFIG_GLOBAL'], GIT_DIR: process.env['GIT_DIR'] };
    Object.assign(process.env, { HOME: folder.at('home'), GIT_CONFIG_GLOBAL: folder.at('home/.gitconfig'), GIT_DIR: folder.at('nowhere') });
    try {
      const where = await travel(folder, folder.at('repo'));
      expect(await diffWorkspace(where)).toMatchObject({ ok: true });
    } finally {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
    expect(sprung()).toEqual([]);
    expect(existsSync(folder.at('nowhere'))).toBe(false);
  });
});
