import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { end, freePort, gitIn, makeOrigin, startServer, testFolder, type RunningServer } from './testing/start-server.ts';
import { runLime } from './testing/run-lime.ts';

/** The road with language models: the real server, gateway, runner, sandboxes and programs; the model's thought is a script. */
const folder = testFolder();
const installed = process.env['LIME_TEST_PROVIDERS'] ?? join(fileURLToPath(new URL('../../..', import.meta.url)), 'node_modules/.lime/providers');
let server: RunningServer;
let origin = '';

const script = `
cwd: /workspace
rules:
  - when: { prompt: Say new }
    steps:
      - { say: I look., use: { tool: read, path: a.txt } }
      - use: { tool: shell, command: "echo new > a.txt" }
      - say: It says new.
  - when: { prompt: Go on }
    steps:
      - use: { tool: shell, command: "cp a.txt b.txt" }
      - say: It goes on.
`;

beforeAll(async () => {
  origin = makeOrigin(folder.path);
  mkdirSync(folder.data);
  symlinkSync(installed, join(folder.data, 'providers'));
  writeFileSync(join(folder.path, 'script.yaml'), script);
  server = await startServer(folder.data, await freePort(), { LIME_MODEL_SCRIPT: join(folder.path, 'script.yaml') });
}, 60_000);
afterAll(async () => {
  await end(server.process, 'SIGTERM');
  folder.remove();
}, 30_000);

const lime = (...args: string[]) => runLime(args, { env: { LIME_DATA: folder.data } });
const runOf = (stdout: string) => /run (\d+)/.exec(stdout)?.[1] ?? '';

test.each([['claude', 'claude-sonnet-5-5'], ['codex', 'gpt-5.5']])('%s does a ticket, goes on with it, and people merge it', async (provider, model) => {
  const first = await lime('run', '--repo', origin, '--provider', provider, '--model', model, '--setup', '', '--check', 'test -s a.txt', `Say new, ${provider}`);
  expect([first.exitCode, first.stderr]).toEqual([0, '']);
  const run = runOf(first.stdout);
  expect((await lime('diff', run)).stdout).toContain('-old\n+new\n');
  expect((await lime('show', run)).stdout).toMatch(/cost \$0\.\d+/);
  const second = await lime('run', '--continue', run, 'Go on with it');
  expect([second.exitCode, second.stderr]).toEqual([0, '']);
  const next = runOf(second.stdout);
  expect((await lime('diff', next)).stdout).toContain('b/b.txt');
  expect((await lime('approve', next)).exitCode).toBe(0);
  expect(gitIn(origin, 'branch', '--list', `*implement/${next}`)).not.toBe('');
}, 120_000);
