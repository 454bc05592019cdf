import { afterAll, beforeAll, expect, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { end, freePort, commitTo, gitIn, makeOrigin, ownPostgres, startServer, testFolder, type RunningServer } from './testing/start-server.ts';
import { runLime } from './testing/run-lime.ts';

/** The command line against the real server, its Postgres, its runner and real sandboxes. */
const folder = testFolder();
let server: RunningServer;
let port = 0;
let origin = '';

beforeAll(async () => {
  port = await freePort();
  origin = makeOrigin(folder.path);
  server = await startServer(folder.data, port, ownPostgres);
}, 60_000);
afterAll(async () => {
  await end(server.process, 'SIGTERM');
  folder.remove();
}, 30_000);

const lime = (args: string[], options: Parameters<typeof runLime>[1] = {}) => runLime(args, { ...options, env: { LIME_DATA: folder.data, ...options.env } });
const change = (command: string, ...rest: string[]) => ['run', '--repo', origin, '--recipe', 'command', '--option', `command=${command}`, '--project', 'AL', '--check', 'test -s a.txt', ...rest];
const runOf = (stdout: string) => /run (\d+)/.exec(stdout)?.[1] ?? '';
type Line = { seq?: number; body?: { type: string; text?: string }; run?: { status: string } };
const linesOf = (stdout: string) => stdout.trim().split('\n').map((line) => JSON.parse(line) as Line);

test('from a ticket to a merged change', async () => {
  const started = await lime(change('echo new > a.txt', '--merge', 'ff', 'Say new'));
  expect([started.exitCode, started.stderr]).toEqual([0, '']);
  const run = runOf(started.stdout);
  expect(started.stdout).toContain(`npx lime approve ${run}`);
  expect((await lime(['diff', run])).stdout).toContain('-old\n+new\n');
  expect((await lime(['why', run])).stdout).toContain('a person');
  const approved = await lime(['approve', run, '--note', 'good']);
  expect([approved.exitCode, approved.stderr]).toEqual([0, '']);
  expect(gitIn(origin, 'show', 'main:a.txt')).toBe('new');
  expect(gitIn(origin, 'rev-parse', `al/implement/${run}`)).toBe(gitIn(origin, 'rev-parse', 'main'));
}, 60_000);

test('a rejected change is not pushed', async () => {
  const run = runOf((await lime(change('echo bad > a.txt', 'Say bad'))).stdout);
  expect((await lime(['reject', run, '--note', 'no'])).exitCode).toBe(0);
  expect((await lime(['approve', run])).stderr).toContain('waits at no gate');
  expect(gitIn(origin, 'branch', '--list', `al/implement/${run}`)).toBe('');
}, 60_000);

test('work that is sent back is done on the newest base, and its old content cannot be approved any more', async () => {
  const started = await lime(change('cp a.txt copy.txt', 'Copy it'));
  const run = runOf(started.stdout);
  const sha256 = new Bun.CryptoHasher('sha256').update((await lime(['diff', run])).stdout).digest('hex');
  commitTo(origin, 'a.txt', 'moved on');
  const redone = await lime(['redo', run, '--note', 'main has moved on']);
  expect([redone.exitCode, redone.stderr]).toEqual([0, '']);
  expect(redone.stdout).toContain('main has moved on');
  expect(redone.stdout).toContain(`npx lime approve ${run}`);
  expect((await lime(['diff', run])).stdout).toContain('+moved on\n');
  const old = await lime(['approve', run, '--sha256', sha256]);
  expect([old.exitCode, old.stderr]).toEqual([1, expect.stringContaining('not what you looked at')]);
  expect((await lime(['approve', run])).exitCode).toBe(0);
  expect(gitIn(origin, 'show', `al/implement/${run}:copy.txt`)).toBe('moved on');
  expect((await lime(['redo', run])).stderr).toContain('Nothing to do again');
}, 60_000);

test('projects, budgets and limits are shown and set', async () => {
  expect((await lime(['project', 'create', 'SHOP', 'The shop', '--merge', 'ff'])).stdout).toMatch(/^SHOP +The shop +merge ff /);
  expect((await lime(['project', 'set', 'shop', '--approvals', '2', '--roles', 'owner, admin'])).stdout).toContain('2 approvals by owner or admin, ');
  await lime(['project', 'set', 'SHOP', '--author-may-approve', 'yes']);
  expect((await lime(['project'])).stdout).toMatch(/SHOP +The shop +merge ff +2 approvals by owner or admin, who asked may approve\n/);
  expect((await lime(['budget', 'SHOP'])).stdout).toContain('No budgets');
  expect((await lime(['budget', 'SHOP', 'set', 'daily', '500', '--soft', '400'])).stdout).toBe('daily  $5.00 at most  $0.00 spent  $0.00 reserved  warns from $4.00\n');
  // The same period again changes that budget; one for an agent alone stays what it is.
  expect((await lime(['project-budgets', 'create', '--project-id', 'SHOP', '--period', 'daily', '--provider', 'claude', '--limit-cents', '100', '--enforce-hard-stop', 'false'])).exitCode).toBe(0);
  expect((await lime(['budget', 'SHOP', 'set', 'daily', '700'])).stdout).toContain('$7.00 at most');
  expect((await lime(['budget', 'SHOP'])).stdout).toMatch(/^daily +\$7\.00 at most.*\ndaily claude +\$1\.00 at most.* stops nothing\n$|^daily claude +\$1\.00 at most.* stops nothing *\ndaily +\$7\.00 at most.*\n$/);
  expect((await lime(['limits', 'set', 'provider:recipe', '2'])).stdout).toContain('provider:recipe  at most 2 at once');
  expect(JSON.parse((await lime(['limits', '--json'])).stdout)).toMatchObject({ items: expect.arrayContaining([{ scope: 'provider:recipe', max: 2 }]) });
  expect((await lime(['limits', 'remove', 'provider:recipe'])).stdout).toMatch(/^tenant +at most \d+ at once\n$/);
}, 60_000);

test('failures end with 1 and their reason', async () => {
  const broken = await lime(change('rm a.txt', 'Break the check'));
  expect([broken.exitCode, broken.stdout]).toEqual([1, expect.stringContaining('(checks_broken)')]);
  expect(await lime(['diff', runOf(broken.stdout)])).toMatchObject({ stdout: expect.stringContaining('deleted file'), stderr: expect.stringContaining('cannot be approved') });
  const nowhere = await lime(['run', '--project', 'AL', '--repo', `file://${folder.path}/nothing`, '--recipe', 'command', '--option', 'command=true', 'Nowhere']);
  expect([nowhere.exitCode, nowhere.stdout]).toEqual([1, expect.stringContaining('(clone_failed)')]);
  const unknown = await lime(['run', '--project', 'AL', '--repo', origin, '--recipe', 'no-such-recipe', 'Unknown']);
  expect([unknown.exitCode, unknown.stdout + unknown.stderr]).toEqual([1, expect.stringContaining('no-such-recipe')]);
}, 60_000);

test('a cancel stops what runs in the sandbox', async () => {
  const { stdout } = await lime(change('echo begun; sleep 300', '--detach', 'Sleep'));
  const run = runOf(stdout);
  const watched = lime(['watch', run], { onOutput: (said) => void (said.includes('begun') && lime(['cancel', run])) });
  const { exitCode, stdout: transcript } = await watched;
  expect([exitCode, transcript]).toEqual([1, expect.stringContaining('cancelled')]);
}, 60_000);

test('a runner that is killed in mid-step costs an attempt, not the run', async () => {
  const { stdout } = await lime(change('echo begun; sleep 2; echo newer > a.txt', '--detach', 'Survive'));
  const run = runOf(stdout);
  let kills = 0;
  const { exitCode, stdout: said } = await lime(['watch', run, '--until-gate', '--json'], {
    onOutput: (lines) => {
      if (kills === 0 && lines.includes('begun')) process.kill(runnerOf(server), ++kills && 'SIGKILL');
    },
  });
  expect(exitCode).toBe(0);
  const events = linesOf(said).filter((line) => line.seq !== undefined);
  expect(events.map((line) => line.seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.filter((line) => line.body?.text?.includes('taken up')).length).toBe(2);
}, 90_000);

test('a server that is killed and started again is followed without a hole', async () => {
  const { stdout } = await lime(change('echo begun; sleep 4; echo newest > a.txt', '--detach', 'Follow'));
  const run = runOf(stdout);
  let restarted: Promise<void> | null = null;
  const restart = async () => {
    await end(server.process, 'SIGKILL');
    server = await startServer(folder.data, port, ownPostgres);
  };
  const { exitCode, stdout: said, stderr } = await lime(['watch', run, '--until-gate', '--json'], { onOutput: (lines) => void (restarted ??= lines.includes('begun') ? restart() : null) });
  await Promise.resolve(restarted);
  const events = linesOf(said).filter((line) => line.seq !== undefined);
  expect({ stderr, last: linesOf(said).at(-1) }).toMatchObject({ last: { run: { status: 'waiting' } } });
  expect([exitCode, events.map((line) => line.seq)]).toEqual([0, events.map((_, index) => index + 1)]);
}, 120_000);

test('a second server on the same port is refused instead of sharing its callers', async () => {
  const second = await startServer(join(folder.path, 'second'), port).catch((error: unknown) => String(error));
  if (typeof second !== 'string') await end(second.process, 'SIGTERM');
  expect(second).toEqual(expect.stringContaining(`Port ${port} is in use`));
}, 60_000);

/** The server's runner is its child; so is its Postgres. */
function runnerOf({ process: { pid } }: RunningServer): number {
  return Number(execFileSync('pgrep', ['-P', String(pid), '-f', join('runner', 'src', 'main.ts')], { encoding: 'utf8' }).trim());
}
