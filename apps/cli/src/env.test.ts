import { expect, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runLime } from './testing/run-lime.ts';
import { makeOrigin, serverForTests } from './testing/start-server.ts';

/** Secrets from the command line to the sandbox and back, with the real server, its Postgres and its runner. */
const secret = 'hunter2/and+some more';
const folder = serverForTests();
const origin = makeOrigin(folder.path);

const lime = (args: string[], options: Parameters<typeof runLime>[1] = {}) => runLime(args, { ...options, env: { LIME_DATA: folder.data } });
/** Files below the folder that hold the text; what goes away meanwhile does not count. */
function filesWith(path: string, text: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).filter((file) => {
    try {
      return readFileSync(file).includes(text);
    } catch {
      return false;
    }
  });
}

test('variables are set from a pipe, listed without their secrets, and unset', async () => {
  expect(await lime(['env', 'list', 'AL'])).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('No variables') });
  expect(await lime(['env', 'set', 'AL', 'API_KEY', secret])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('does not belong in the command line') });
  expect(await lime(['env', 'set', 'AL', 'API_KEY'])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('there is no value') });
  expect(await lime(['env', 'set', 'AL', 'API_KEY'], { input: `${secret}\n` })).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('API_KEY is set'), stderr: '' });
  expect(await lime(['env', 'set', 'AL', 'STAGE', 'testing', '--plain', '--in', 'more'])).toMatchObject({ exitCode: 0 });
  const listed = await lime(['env', 'list', 'AL']);
  expect(listed.stdout).toMatch(/API_KEY +secret, set (just now|\d+ s ago)/);
  expect(listed.stdout).toMatch(/STAGE +testing +in more/);
  expect((await lime(['env', 'list', 'AL', '--json'])).stdout).not.toContain(secret);
  expect(await lime(['env', 'unset', 'AL', 'STAGE'])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no variable STAGE') });
  expect(await lime(['env', 'unset', 'AL', 'STAGE', '--in', 'more'])).toMatchObject({ exitCode: 0 });
}, 60_000);

test('checks of a run use the secret; nobody sees it, and nothing that is kept holds it', async () => {
  let argv = '';
  const started = await lime(
    ['run', '--repo', origin, '--project', 'AL', '--recipe', 'command', '--option', 'command=echo "<$API_KEY>" > a.txt', '--check', 'echo "$API_KEY" | base64; echo "it is $API_KEY"; sleep 0.3; test -n "$API_KEY"', 'Use it'],
    { onOutput: () => (argv += execFileSync('ps', ['axww', '-o', 'args'], { encoding: 'utf8' })) },
  );
  expect([started.exitCode, started.stderr]).toEqual([0, '']);
  const run = /run (\d+)/.exec(started.stdout)?.[1] ?? '';
  expect((await lime(['diff', run])).stdout).toContain('+<>');
  const seen = [started.stdout, (await lime(['watch', run, '--until-gate', '--json'])).stdout, (await lime(['show', run, '--json'])).stdout].join('\n');
  expect(seen).toContain('it is ***');
  expect(argv).toContain('bwrap');
  for (const form of [secret, Buffer.from(secret).toString('base64')]) {
    expect(seen).not.toContain(form);
    expect(argv).not.toContain(form);
    expect(filesWith(folder.data, form)).toEqual([]);
  }
}, 60_000);

test('rotation brings everything under a new key and proves it; then the old one may go, and checks still get their secret', async () => {
  const file = join(folder.data, 'secret-keys.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const [old] = (JSON.parse((await lime(['secrets', 'status', '--json'])).stdout) as { keys: { id: string }[] }).keys;
  const rotated = await lime(['secrets', 'rotate']);
  expect([rotated.exitCode, rotated.stderr]).toEqual([0, '']);
  expect(rotated.stdout).toMatch(/1 value re-wrapped[\s\S]*1 value +seals new values[\s\S]*0 values +may be dropped/);
  expect(await lime(['secrets', 'drop-key', old?.id ?? ''])).toMatchObject({ exitCode: 0 });
  expect(await lime(['secrets', 'drop-key', old?.id ?? ''])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no such master key') });
  const started = await lime(['run', '--repo', origin, '--project', 'AL', '--recipe', 'command', '--option', 'command=echo x > a.txt', '--check', `test "$API_KEY" = "${secret}"`, 'Use it again']);
  expect([started.exitCode, started.stdout]).toEqual([0, expect.stringContaining('The check passes')]);
}, 60_000);
