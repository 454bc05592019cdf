import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { end, freePort, makeOrigin, startServer, testFolder, type RunningServer } from './testing/start-server.ts';
import { runLime } from './testing/run-lime.ts';

/** A server without a runner of its own, and `lime runner` as on another machine. */
const folder = testFolder();
const launcher = fileURLToPath(new URL('../bin/lime.mjs', import.meta.url));
let server: RunningServer;
let origin = '';
const runners: ChildProcess[] = [];

beforeAll(async () => {
  origin = makeOrigin(folder.path);
  server = await startServer(folder.data, await freePort(), { LIME_EMBEDDED_RUNNER: 'off' });
}, 60_000);
afterAll(async () => {
  for (const runner of runners) await end(runner, 'SIGTERM');
  await end(server.process, 'SIGTERM');
  folder.remove();
}, 30_000);

const lime = (args: string[], options: Parameters<typeof runLime>[1] = {}) => runLime(args, { ...options, env: { LIME_DATA: folder.data } });
const json = async (args: string[]): Promise<Record<string, unknown>> => JSON.parse((await lime([...args, '--json'])).stdout) as Record<string, unknown>;

function startRunner(token: string, name: string): { process: ChildProcess; stderr: () => string } {
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', LIME_RUNNER_TOKEN: token, LIME_RUNNER_GRACE: '0' };
  const child = spawn('node', [launcher, 'runner', '--server', server.url, '--name', name, '--label', 'test', '--data', join(folder.path, name)], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  runners.push(child);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return { process: child, stderr: () => stderr };
}

const detach = async (command: string) => String((await json(['run', '--repo', origin, '--recipe', 'command', '--option', `command=${command}`, '--check', 'true', '--detach', 'Work'])).id);

test('a run waits for a runner, says so, and goes on when one comes', async () => {
  const run = await detach('echo new > a.txt');
  expect((await lime(['why', run])).stdout).toContain('runner');
  const created = await json(['runner-token', 'create', 'box']);
  startRunner(String(created.token), 'box');
  const watched = await lime(['watch', run, '--until-gate']);
  expect([watched.exitCode, watched.stdout]).toEqual([0, expect.stringContaining('taken up by box')]);
  expect((await lime(['runners'])).stdout).toMatch(/box +online +0 of \d+ busy .* test/);
  expect((await lime(['runner-token', 'list'])).stdout).toContain('box');
}, 60_000);

test('a message is acknowledged in the transcript', async () => {
  const run = await detach('echo begun; sleep 300');
  let sent = false;
  const watched = await lime(['watch', run], {
    onOutput: (said) => {
      if (said.includes('begun') && !sent) sent = Boolean(lime(['message', run, 'mind the docs']));
      if (said.includes('Message received')) void lime(['cancel', run]);
    },
  });
  expect(watched.stdout).toContain('Message received: "mind the docs"');
  expect(watched.stdout).toContain('cancelled');
}, 60_000);

test('a runner that is stopped hands its step back, and the next one takes it up', async () => {
  const run = await detach('echo begun; sleep 3; echo newer > a.txt');
  let stopped = false;
  const second = await json(['runner-token', 'create', 'spare']);
  const watched = await lime(['watch', run, '--until-gate'], {
    onOutput: (said) => {
      if (!said.includes('begun') || stopped) return;
      stopped = true;
      runners[0]?.kill('SIGTERM');
      startRunner(String(second.token), 'spare');
    },
  });
  expect(watched.stdout).toContain('(runner_stopped)');
  expect([watched.exitCode, watched.stdout]).toEqual([0, expect.stringContaining('taken up by spare')]);
  expect(runners[0]?.exitCode).toBe(0);
}, 60_000);

test("tokens of shared runners are made on the server's own machine alone", async () => {
  expect((await lime(['runner-token', 'create', 'big', '--shared'])).stdout).toMatch(/^lime_runner_/);
  expect((await lime(['runner-token', 'list', '--shared'])).stdout).toMatch(/big +valid/);
  const { token } = JSON.parse(readFileSync(join(folder.data, 'cli.json'), 'utf8')) as { token: string };
  const elsewhere = await runLime(['runner-token', 'create', 'big', '--shared'], { server: server.url, token });
  expect([elsewhere.exitCode, elsewhere.stderr]).toEqual([1, expect.stringContaining("on the server's own machine")]);
}, 30_000);

test('a revoked token ends its runner with a clear word', async () => {
  const created = await json(['runner-token', 'create', 'old']);
  await lime(['runner-token', 'revoke', String(created.id)]);
  const runner = startRunner(String(created.token), 'old');
  const code = await new Promise((resolve) => runner.process.once('exit', resolve));
  expect([code, runner.stderr()]).toEqual([1, expect.stringContaining('lime runner-token create')]);
}, 30_000);

test('sign-in prints a link that the server made', async () => {
  expect((await lime(['sign-in'])).stdout).toMatch(new RegExp(`^${server.url}/sign-in\\?token=\\S+\\n$`));
});
