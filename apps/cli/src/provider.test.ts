import { afterEach, expect, test } from 'bun:test';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runLime } from './testing/run-lime.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lime-providers-'));
  folders.push(folder);
  return folder;
}

test('the providers are listed with what they install, and whether they are there', async () => {
  const { stdout } = await runLime(['provider', 'list'], { env: { LIME_RUNNER_PROVIDERS: await emptyFolder() } });
  expect(stdout).toMatch(/claude\s+not installed\s+@anthropic-ai\/claude-agent-sdk [\d.]+/);
});

test('a registry that cannot be reached is said in words, and leaves nothing behind', async () => {
  const folder = await emptyFolder();
  const ended = await runLime(['provider', 'add', 'codex', '--providers', folder], { env: { npm_config_registry: 'http://127.0.0.1:9', npm_config_cache: join(folder, 'cache') } });
  expect(ended).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('The package registry cannot be reached') });
  expect(await readdir(join(folder, 'codex'))).toEqual([]);
}, 60_000);

test('what another process left in the middle is no installation, and what is not there cannot be removed', async () => {
  const folder = await emptyFolder();
  await mkdir(join(folder, 'claude', '.installing-x'), { recursive: true });
  expect((await runLime(['provider', 'list', '--providers', folder])).stdout).toMatch(/claude\s+not installed/);
  expect((await runLime(['provider', 'remove', 'codex', 'acp', '--providers', folder])).stdout).toBe('codex was not installed\nacp was not installed\n');
});

test.each([
  [['provider'], 2, 'the action is missing'],
  [['provider', 'add'], 2, 'lime provider add NAME'],
  [['provider', 'install', 'claude'], 2, 'add NAME, list, remove NAME'],
  [['provider', 'add', 'gemini'], 1, 'There are: claude, codex'],
])('%j is refused with what to do', async (args, exitCode, says) => {
  expect(await runLime(args, { env: { LIME_RUNNER_PROVIDERS: await emptyFolder() } })).toMatchObject({ exitCode, stderr: expect.stringContaining(says) });
});
