import { afterEach, expect, test } from 'bun:test';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Board, CreatedRunnerToken, ProblemBody, RunDetail, RunSummary } from '@lime/contracts';
import { createTestDatabase } from '@lime/db/testing';
import { readRemoteRef } from '@lime/git';
import { makeSampleRepository } from './demo/make-sample-repository.ts';
import { queues } from './start/queues.ts';
import { refusedStart, type SpawnedServer, spawnServer } from './testing/spawn-server.ts';

const servers: SpawnedServer[] = [];
// Without a limit of its own a hook has 5 s, and a stop that takes longer fails the test: Postgres writes all it has to the disk, which others may keep busy.
afterEach(async () => {
  for (const server of servers.splice(0)) await server.dispose();
}, 30_000);

async function start(options?: Parameters<typeof spawnServer>[0]): Promise<SpawnedServer> {
  const server = await spawnServer(options);
  servers.push(server);
  return server;
}

const detailOf = async (server: SpawnedServer, runId: string) => RunDetail.parse(await (await server.api('GET', `/agent-runs/${runId}`)).json());

async function until(server: SpawnedServer, runId: string, holds: (detail: RunDetail) => boolean): Promise<RunDetail> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const detail = await detailOf(server, runId);
    if (holds(detail)) return detail;
    if (Date.now() > deadline) throw new Error(`run ${runId}: ${JSON.stringify(detail.run)}`);
    await Bun.sleep(50);
  }
}

async function approve(server: SpawnedServer, detail: RunDetail): Promise<number> {
  const gate = detail.gates.find((candidate) => candidate.status === 'open');
  return (await server.api('POST', `/gates/${gate?.id}/decision`, { decision: 'approve', sha256: gate?.sha256 })).status;
}

test('a server that is ready knows what its own runner can do: a run for a provider that is not installed is refused, also the first', async () => {
  const server = await start();
  const asked = await server.api('POST', '/agent-runs', { projectId: '1', title: 'Write', provider: 'claude', repository: { url: 'https://git.example.org/a.git', ref: null } });
  expect([asked.status, ProblemBody.parse(await asked.json()).code]).toEqual([422, 'provider_unavailable']);
}, 60_000);

test('a server on an empty database makes every queue that it sends to or works, and has no error to tell of', async () => {
  const database = await createTestDatabase([]);
  const server = await start({ env: { DATABASE_URL: database.url } });
  const made: { name: string }[] = await database.db.engine((tx) => tx.sql`SELECT name FROM pgboss.queue WHERE name NOT LIKE '%.dead'`);
  expect(made.map(({ name }) => name)).toEqual(expect.arrayContaining(queues));
  const log = await readFile(join(server.dataDir, 'server.log'), 'utf8');
  expect(log.split('\n').filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([]);
  expect(await server.end('SIGTERM')).toBe(0);
  await database.drop();
}, 60_000);

test('the first start runs the demo to its gate; after a power cut the approval still applies it, once', async () => {
  const first = await start({ env: { LIME_DEMO: 'on' } });
  const shown = await first.prints(/waits for your decision: {2}\S+\/runs\/(\d+)/);
  const runId = shown[1] ?? '';
  expect((await stat(join(first.dataDir, 'cli.json'))).mode & 0o777).toBe(0o600);
  await first.end('SIGKILL');

  const second = await start({ dataDir: first.dataDir, env: { LIME_DEMO: 'on' } });
  const waiting = await detailOf(second, runId);
  expect(waiting.run.waitingOn).toBe('gate');
  expect(await approve(second, waiting)).toBe(200);
  const done = await until(second, runId, (detail) => detail.run.status === 'succeeded');
  expect(done.effects.map((effect) => [effect.kind, effect.status, effect.attempts])).toEqual([['git.push', 'applied', 1], ['git.merge', 'applied', 1]]);

  const repository = join(second.dataDir, 'demo', 'price-calculator.git');
  const branch = await readRemoteRef(repository, `refs/heads/al/bugfix/${runId}`);
  const main = await readRemoteRef(repository, 'refs/heads/main');
  expect(branch.ok && main.ok && branch.sha !== null && branch.sha === main.sha).toBe(true);
  const board = Board.parse(await (await second.api('GET', '/projects/1/board')).json());
  expect(board.tickets.map((ticket) => ticket.columnKey)).toEqual(['done']);
  expect(await second.end('SIGINT')).toBe(0);
}, 60_000);

test('a sign-in link works once', async () => {
  const server = await start();
  const token = new URL(server.signInLink).searchParams.get('token');
  const signIn = () => fetch(`${server.origin}/api/v1/auth/sign-in`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }) });
  const first = await signIn();
  expect(first.status).toBe(200);
  expect(first.headers.get('set-cookie')).toMatch(/^lime_session=\S+; Path=\/; HttpOnly; SameSite=Lax; Expires=/);
  const second = await signIn();
  expect([second.status, ProblemBody.parse(await second.json()).code]).toEqual([401, 'sign_in_link_invalid']);
}, 30_000);

test('a runner on another address does the work with a token of its own, and none after the token is revoked', async () => {
  const server = await start({ env: { LIME_HOST: '0.0.0.0', LIME_LOCAL_REPOSITORIES: 'on', LIME_EMBEDDED_RUNNER: 'off' } });
  const created = CreatedRunnerToken.parse(await (await server.api('POST', '/runner-tokens', { name: 'elsewhere' })).json());
  const data = await mkdtemp(join(tmpdir(), 'lime-elsewhere-'));
  const address = `http://127.0.0.2:${new URL(server.origin).port}`;
  const runner = Bun.spawn([process.execPath, join(import.meta.dir, '../../runner/src/main.ts'), '--server', address, '--name', 'elsewhere', '--data', data], {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', LIME_RUNNER_TOKEN: created.token, LIME_LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const url = await makeSampleRepository(join(data, 'origin'));
    const run = RunSummary.parse(await (await server.api('POST', '/agent-runs', { title: 'Say hello', repository: { url }, recipe: { name: 'command', options: { command: 'echo hello > hello.txt' } }, setup: '', checks: ['true'] })).json());
    const detail = await until(server, run.id, ({ run: seen }) => seen.waitingOn === 'gate' || seen.status === 'failed');
    expect(detail.steps.find((step) => step.key === 'implement')).toMatchObject({ status: 'succeeded', runnerName: 'elsewhere' });
    await server.api('DELETE', `/runner-tokens/${created.id}`);
    expect(await runner.exited).toBe(1);
    expect(await new Response(runner.stderr).text()).toContain('revoked');
  } finally {
    runner.kill('SIGKILL');
    await rm(data, { recursive: true, force: true });
  }
}, 60_000);

test('a port in use, a data folder that cannot be used, and wrong settings are refused with what to do', async () => {
  const busy = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response('busy') });
  const dir = await mkdtemp(join(tmpdir(), 'lime-refused-'));
  try {
    const taken = await refusedStart(join(dir, 'a'), { LIME_PORT: String(busy.port) });
    expect([taken.exitCode, taken.said]).toEqual([1, expect.stringContaining(`Port ${busy.port} is in use`)]);

    await writeFile(join(dir, 'file'), '');
    const file = await refusedStart(join(dir, 'file'));
    expect([file.exitCode, file.said]).toEqual([1, expect.stringContaining('choose another by LIME_DATA')]);

    await mkdir(join(dir, 'newer'));
    await writeFile(join(dir, 'newer', 'version'), '99\n');
    const newer = await refusedStart(join(dir, 'newer'));
    expect([newer.exitCode, newer.said]).toEqual([1, expect.stringContaining('written by a newer Assembly Lime')]);

    const setting = await refusedStart(join(dir, 'b'), { LIME_PORT: 'many' });
    expect([setting.exitCode, setting.said]).toEqual([1, expect.stringContaining('LIME_PORT must be a port number')]);

    const script = await refusedStart(join(dir, 'd'), { LIME_MODEL_SCRIPT: join(dir, 'none.yaml') });
    expect([script.exitCode, script.said]).toEqual([1, expect.stringContaining(`LIME_MODEL_SCRIPT: ${join(dir, 'none.yaml')}: there is no such file`)]);

    await writeFile(join(dir, 'models.json'), '{"upstreams":[{"name":"up","protocol":"anthropic"}]}');
    const models = await refusedStart(join(dir, 'e'), { LIME_MODELS: join(dir, 'models.json') });
    expect([models.exitCode, models.said]).toEqual([1, expect.stringContaining(`LIME_MODELS: ${join(dir, 'models.json')}: upstreams.0.baseUrl: `)]);

    const database = await refusedStart(join(dir, 'c'), { DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/none' });
    expect([database.exitCode, database.said]).toEqual([1, expect.stringContaining('Check that DATABASE_URL is right')]);
  } finally {
    await busy.stop(true);
    await chmod(dir, 0o700);
    await rm(dir, { recursive: true, force: true });
  }
}, 60_000);
