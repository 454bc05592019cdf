import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export type TestFolder = Disposable & { readonly path: string; at(...parts: string[]): string };

/** A temporary folder that goes when the test's scope ends. */
export function testFolder(): TestFolder {
  const path = mkdtempSync(join(tmpdir(), 'lime-git-test-'));
  return {
    path,
    at: (...parts) => join(path, ...parts),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Plain git, as a person would use it, with nothing of this machine's configuration. */
export function git(dir: string, ...args: string[]): string {
  const env = {
    PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C',
    GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.org', GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.org',
  };
  return execFileSync('git', ['-c', 'init.defaultBranch=main', '-c', 'protocol.file.allow=always', ...args], { cwd: dir, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

export function writeFiles(dir: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
}

/** A repository with one commit of these files, checked out on `main`; returns the commit. */
export function makeRepository(dir: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  mkdirSync(dir, { recursive: true });
  git(dir, 'init', '--quiet');
  return commitFiles(dir, files, 'First');
}

export function commitFiles(dir: string, files: Readonly<Record<string, string | Uint8Array>>, message: string): string {
  writeFiles(dir, files);
  git(dir, 'add', '--all');
  git(dir, 'commit', '--quiet', '--allow-empty', '-m', message);
  return git(dir, 'rev-parse', 'HEAD');
}

/** A bare repository that holds what another one holds. */
export function makeBare(from: string, to: string): string {
  git(dirname(to), 'clone', '--quiet', '--bare', from, to);
  return to;
}
