import { afterAll, beforeAll } from 'bun:test';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../server/src/testing/main-on-test-cluster.ts', import.meta.url));

export type RunningServer = { process: ChildProcess; url: string };

/** A folder of a test: the server's data, and repositories. */
export function testFolder(): { path: string; data: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'lime-road-'));
  return { path, data: join(path, 'data'), remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Given to a server it has a Postgres of its own, as it has outside of tests. */
export const ownPostgres = { LIME_TEST_DATABASE_URL: '' };

/** Starts the real server with, unless told otherwise, a database in the tests' Postgres and its own runner; waits until it is ready. */
export function startServer(data: string, port: number, more: Record<string, string> = {}): Promise<RunningServer> {
  const surroundings = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', LIME_TEST_DATABASE_URL: process.env['LIME_TEST_DATABASE_URL'] ?? '' };
  const env = { ...surroundings, LIME_DATA: data, LIME_PORT: String(port), LIME_DEMO: 'off', ...more };
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  return new Promise((resolve, reject) => {
    const look = (chunk: Buffer) => {
      said += chunk.toString();
      const url = /^ready (\S+)$/m.exec(said)?.[1];
      if (url) resolve({ process: child, url });
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
}

/** Has the real server run while the tests of this file do, on a folder of its own. `url`: its address, once it runs. */
export function serverForTests(more: Record<string, string> = {}): { path: string; data: string; url(): string } {
  const folder = testFolder();
  let server: RunningServer | null = null;
  beforeAll(async () => {
    server = await startServer(folder.data, await freePort(), more);
  }, 60_000);
  afterAll(async () => {
    if (server) await end(server.process, 'SIGTERM');
    folder.remove();
  }, 30_000);
  return { ...folder, url: () => server?.url ?? '' };
}

/** Ends a process of ours and waits for its end. */
export function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** A bare repository with one commit, as an origin that can be pushed to. */
export function makeOrigin(folder: string): string {
  const work = join(folder, 'work');
  const bare = join(folder, 'origin.git');
  const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], { stdio: 'pipe' });
  git('init', '--quiet', '--initial-branch=main', work);
  writeFileSync(join(work, 'a.txt'), 'old\n');
  git('-C', work, 'add', '.');
  git('-C', work, 'commit', '--quiet', '-m', 'First');
  git('clone', '--quiet', '--bare', work, bare);
  return bare;
}

/** Another commit on the origin's main branch, as a colleague pushes it. */
export function commitTo(bare: string, file: string, line: string): void {
  const work = mkdtempSync(join(tmpdir(), 'lime-colleague-'));
  gitIn(work, 'clone', '--quiet', bare, '.');
  writeFileSync(join(work, file), `${line}\n`);
  gitIn(work, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', 'commit', '--quiet', '--all', '-m', line);
  gitIn(work, 'push', '--quiet', 'origin', 'main');
  rmSync(work, { recursive: true });
}

export function gitIn(repository: string, ...args: string[]): string {
  return execFileSync('git', ['-C', repository, ...args], { encoding: 'utf8' }).trim();
}
