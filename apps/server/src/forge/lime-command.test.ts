import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type EmulatedGithub, emulateGithub } from '@lime/forge/testing';
import { type SpawnedServer, spawnServer } from '../testing/spawn-server.ts';

/** From a token to a merged pull request on the command line, with the real server, runner and git. */
setDefaultTimeout(120_000);
const program = fileURLToPath(new URL('../../../cli/bin/lime.mjs', import.meta.url));
let hub: EmulatedGithub;
let server: SpawnedServer;
beforeAll(async () => {
  hub = await emulateGithub('http://lime.test/callback');
  server = await spawnServer({ sharesPostgres: true, env: { LIME_PRIVATE_HOSTS: '127.0.0.1' } });
});
afterAll(async () => {
  await server.dispose();
  await hub.close();
});

type Ended = { exitCode: number | null; stdout: string; stderr: string };
function lime(args: string[], input = ''): Promise<Ended> {
  const child = spawn('node', [program, ...args], { env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', LIME_DATA: server.dataDir }, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended: Ended = { exitCode: null, stdout: '', stderr: '' };
  child.stdin.on('error', () => undefined).end(input);
  child.stdout.on('data', (chunk: Buffer) => (ended.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (ended.stderr += chunk.toString()));
  return new Promise((resolve) => child.on('close', (exitCode) => resolve({ ...ended, exitCode })));
}
async function said(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await lime(args);
  expect([args, exitCode, stderr]).toEqual([args, 0, '']);
  return stdout;
}

test('a token from a pipe, a repository, a change, its pull request, and the merge', async () => {
  expect(await said('connectors')).toContain('No connectors');
  expect(await lime(['connectors', 'add', 'github', '--url', hub.url])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('there is no value') });
  expect(await lime(['connectors', 'add', 'github', '--url', hub.url], 'not a token\n')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('Bad credentials') });
  expect(await lime(['connectors', 'add', 'github', '--url', hub.url], `${hub.token}\n`)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('connector 1: octo at 127.0.0.1') });
  expect(await said('connectors')).toMatch(/1 +github by token +octo at \S+ +octo +works/);
  expect(await said('repositories', 'available', '1', 'sho')).toMatch(/octo\/shop +private/);
  expect(await lime(['repositories', 'import', '1', 'octo/none'])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('Not there') });
  await said('repositories', 'import', '1', 'octo/shop');
  await said('repositories', 'attach', 'octo/shop', 'AL', '--default');
  await said('project', 'set', 'AL', '--merge', 'pull_request', '--follow-ups', '2');
  expect(await said('run', '--recipe', 'command', '--option', 'command=echo two > a.txt', '--check', 'true', '--project', 'AL', 'Two, not one')).toContain('lime approve');
  expect(await said('approve', '1', '--json')).toContain('"succeeded"');
  expect(await said('prs', '--project', 'AL')).toMatch(/1 +octo\/shop#1 +open +AL-1: Two, not one/);
  expect(await said('prs', 'show', '1')).toContain(`${hub.url}/octo/shop/pull/1`);
  await said('prs', 'merge', '1', '--method', 'squash');
  expect(hub.git('shop', 'show', 'main:a.txt')).toBe('two');
  expect(await said('prs', '--state', 'merged')).toContain('octo/shop#1');
  expect(await lime(['prs', 'merge', '1'])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('Not open') });
});

test('a target, its variables, a deployment that is looked at and approved, and the list; pipelines', async () => {
  const [config, gate] = [JSON.stringify({ provider: 'k8s', manifest: 'image: shop:{{sha}}' }), JSON.stringify({ authorMayApprove: true })];
  await said('deployment-targets', 'create', '--project-id', 'AL', '--name', 'production', '--config', config, '--gate', gate);
  expect(await lime(['env', 'set', 'target:1', 'TOKEN'], 'known to nobody\n')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('TOKEN is set') });
  expect(await lime(['deploy', 'produktion'])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('There are: production') });
  const begun = await said('deploy', 'Production', '--note', 'the first');
  expect(begun).toContain('Is this what production is to get');
  const run = /lime approve (\d+)/.exec(begun)?.[1] ?? '';
  expect(await said('diff', run)).toContain(`"image: shop:${hub.git('shop', 'rev-parse', 'main')}"`);
  await said('approve', run);
  expect(await said('deploy', '--list')).toMatch(/1 +production +rendered +[0-9a-f]{12} main/);
  expect(await lime(['deploy', 'production', '--rollback'])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('Nothing to go back to') });
  expect(await said('pipelines')).toContain('No pipelines');
  await said('build-pipelines', 'create', '--repository-id', '1', '--project-id', 'AL', '--provider', 'github_actions', '--name', 'CI', '--config', '{"workflow":"ci.yml"}');
  expect(await said('pipelines', 'list', '--project', 'AL')).toMatch(/1 +CI +github actions +ci\.yml/);
  hub.answerNext(/POST .*\/dispatches$/, () => new Response(null, { status: 204 }));
  await said('pipelines', 'start', '1', '--ref', 'main', '--input', 'level=a=b');
  expect(JSON.parse(hub.seen.findLast(({ path }) => path.endsWith('/dispatches'))?.body ?? '')).toEqual({ ref: 'main', inputs: { level: 'a=b' } });
  hub.answerNext(/GET .*\/runs$/, () => Response.json({ workflow_runs: [] }));
  expect(await said('pipelines', 'refresh', '1')).toContain('0 runs read');
});

test('a disabled repository, an unknown one, and a revoked connector are said plainly', async () => {
  await said('repositories', 'disable', 'octo/shop');
  const run = ['run', '--repository', 'octo/shop', '--recipe', 'command', '--option', 'command=true', '--project', 'AL', 'Nothing'];
  expect(await lime(run)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('is disabled') });
  expect(await lime(['run', '--repository', 'octo/other', ...run.slice(3)])).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/no repository octo\/other[\s\S]*octo\/shop \(1\)/) });
  await said('repositories', 'enable', 'octo/shop');
  await said('connectors', 'revoke', '1');
  expect(await lime(['connectors', 'check', '1'])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no such connector') });
  expect(await said('connectors')).toContain('No connectors');
});
