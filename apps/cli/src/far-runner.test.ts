import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FarNetwork, openFarNetwork, whyNoFarNetwork } from './testing/far-network.ts';
import { end, freePort, gitIn, makeOrigin, startServer, testFolder, type RunningServer } from './testing/start-server.ts';
import { runLime } from './testing/run-lime.ts';

/**
 * A runner on a machine of another network, behind a router that lets connections out and none in. The
 * server listens on loopback alone, and sees the router's address in place of the runner's.
 */
const reason = whyNoFarNetwork();
const isolated = (name: string) => (reason === null ? name : `${name} (skipped: ${reason})`);
const folder = testFolder();
const launcher = fileURLToPath(new URL('../bin/lime.mjs', import.meta.url));
let server: RunningServer;
let network: FarNetwork;
let runner: ChildProcess;
let port = 0;
let origin = '';

const startTheServer = () => startServer(folder.data, port, { LIME_EMBEDDED_RUNNER: 'off' });

beforeAll(async () => {
  if (reason !== null) return;
  port = await freePort();
  origin = makeOrigin(folder.path);
  server = await startTheServer();
  network = await openFarNetwork(port);
  const { token } = await json(['runner-token', 'create', 'far']);
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', LIME_RUNNER_TOKEN: String(token), LIME_RUNNER_GRACE: '0' };
  runner = network.spawn(['node', launcher, 'runner', '--server', network.server, '--name', 'far', '--data', join(folder.path, 'far')], env);
}, 60_000);
afterAll(async () => {
  if (reason === null) {
    await end(runner, 'SIGTERM');
    network.remove();
    await end(server.process, 'SIGTERM');
  }
  folder.remove();
}, 30_000);

const lime = (args: string[], options: Parameters<typeof runLime>[1] = {}) => runLime(args, { ...options, env: { LIME_DATA: folder.data } });
const json = async (args: string[]): Promise<Record<string, unknown>> => JSON.parse((await lime([...args, '--json'])).stdout) as Record<string, unknown>;

/** Starts a run whose command says "begun", then works for so many seconds; `happen` comes in the middle. Gives its transcript. */
async function runThrough(seconds: number, happen: () => Promise<void>): Promise<string> {
  const command = `echo begun; sleep ${seconds}; date +%N > a.txt`;
  const run = String((await json(['run', '--repo', origin, '--recipe', 'command', '--option', `command=${command}`, '--check', 'true', '--detach', 'Work'])).id);
  let happening: Promise<void> | null = null;
  const watched = await lime(['watch', run, '--until-gate'], {
    onOutput: (said) => {
      if (said.includes('begun')) happening ??= happen();
    },
  });
  await happening;
  if (watched.exitCode !== 0) throw new Error(`${watched.stdout}\n${watched.stderr}`);
  expect(watched.stdout.match(/taken up by/g)).toHaveLength(1);
  expect(watched.stdout).not.toMatch(/attempt 2|runner_lost/);
  expect((await lime(['approve', run])).exitCode).toBe(0);
  await lime(['watch', run]);
  return watched.stdout;
}
const commits = () => Number(gitIn(origin, 'rev-list', '--count', '--all'));

test.skipIf(reason !== null)(isolated('it does the work, and nothing there listens for connections'), async () => {
  const listening: string[][] = [];
  await runThrough(1, async () => void listening.push(network.listening(runner.pid ?? 0)));
  expect(listening).toEqual([[]]);
}, 90_000);

test.skipIf(reason !== null)(isolated('a connection that is gone for 20 s loses nothing and does nothing twice'), async () => {
  const before = commits();
  await runThrough(25, async () => {
    network.cut();
    await Bun.sleep(20_000);
    network.mend();
  });
  expect(commits()).toBe(before + 1);
}, 120_000);

test.skipIf(reason !== null)(isolated('nor does a server that starts again while the runner gets another address'), async () => {
  const before = commits();
  await runThrough(15, async () => {
    await end(server.process, 'SIGTERM');
    network.move();
    server = await startTheServer();
  });
  expect(commits()).toBe(before + 1);
}, 120_000);
