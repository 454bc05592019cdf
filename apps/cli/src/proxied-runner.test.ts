import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ReverseProxy, startReverseProxy } from './testing/reverse-proxy.ts';
import { end, freePort, makeOrigin, startServer, testFolder, type RunningServer } from './testing/start-server.ts';
import { runLime } from './testing/run-lime.ts';

/** A runner elsewhere that knows the server by the address of a reverse proxy with TLS, and has programs of language models. */
const folder = testFolder();
const launcher = fileURLToPath(new URL('../bin/lime.mjs', import.meta.url));
const installed = process.env['LIME_TEST_PROVIDERS'] ?? join(fileURLToPath(new URL('../../..', import.meta.url)), 'node_modules/.lime/providers');
const script = `
cwd: /workspace
rules:
  - when: { prompt: Say new }
    steps:
      - use: { tool: shell, command: "echo new > a.txt" }
      - say: It says new.
`;
const reason = Bun.which('openssl') === null ? ' (skipped: the proxy\'s certificate needs the program "openssl")' : null;
let server: RunningServer;
let proxy: ReverseProxy;
const runners: ChildProcess[] = [];
let token = '';

beforeAll(async () => {
  if (reason !== null) return;
  const scriptFile = join(folder.path, 'script.yaml');
  writeFileSync(scriptFile, script);
  server = await startServer(folder.data, await freePort(), { LIME_EMBEDDED_RUNNER: 'off', LIME_MODEL_SCRIPT: scriptFile });
  proxy = startReverseProxy(folder.path, server.url);
  token = (await lime(['runner-token', 'create', 'elsewhere', '--shared'])).stdout.trim();
}, 60_000);
afterAll(async () => {
  for (const runner of runners) await end(runner, 'SIGTERM');
  if (reason === null) {
    proxy.stop();
    await end(server.process, 'SIGTERM');
  }
  folder.remove();
}, 30_000);

const lime = (args: string[]) => runLime(args, { env: { LIME_DATA: folder.data } });

function startRunner(url: string, more: Record<string, string>): { process: ChildProcess; said: (pattern: RegExp) => Promise<void> } {
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', LIME_RUNNER_TOKEN: token, LIME_RUNNER_GRACE: '0', ...more };
  const child = spawn('node', [launcher, 'runner', '--server', url, '--name', 'elsewhere', '--data', join(folder.path, `runner-${runners.length}`), '--providers', installed], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  runners.push(child);
  const said = (pattern: RegExp) => new Promise<void>((resolve) => {
    let text = '';
    child.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (pattern.test(text)) resolve();
    });
  });
  return { process: child, said };
}

test.skipIf(reason !== null)(`a certificate that the machine does not trust is not trusted, and the runner says why it waits${reason ?? ''}`, async () => {
  const runner = startRunner(proxy.url, {});
  await runner.said(/cannot be reached.*certificate/s);
  await end(runner.process, 'SIGTERM');
  expect([...proxy.paths]).toEqual([]);
}, 30_000);

test.skipIf(reason !== null)(`through a proxy with TLS it registers, claims, reports, and reaches the model${reason ?? ''}`, async () => {
  startRunner(`${proxy.url}/`, { NODE_EXTRA_CA_CERTS: proxy.certificate });
  const run = await lime(['run', '--repo', makeOrigin(folder.path), '--provider', 'claude', '--model', 'claude-sonnet-5-5', '--setup', '', '--check', 'test -s a.txt', 'Say new, claude']);
  expect([run.exitCode, run.stderr]).toEqual([0, '']);
  expect(run.stdout).toContain('taken up by elsewhere');
  expect([...proxy.paths]).toContain('/model/anthropic/v1/messages');
  expect([...proxy.paths].filter((path) => !/^\/(runner|model)\//.test(path))).toEqual([]);
  expect((await lime(['runners'])).stdout).toMatch(/elsewhere +online +0 of \d+ busy +.*claude.*\(shared\)/);
}, 120_000);
