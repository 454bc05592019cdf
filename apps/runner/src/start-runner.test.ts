import { afterEach, expect, test } from 'bun:test';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@lime/kernel';
import { takeDataFolder } from './data-folder.ts';
import type { StepOutcome, StepWork } from './run-assignment.ts';
import { bundledProvider } from './providers/install/bundled-providers.ts';
import { startRunner } from './start-runner.ts';
import { noteLease, readLeases } from './lease-notes.ts';
import { assignmentFor, startProtocolServer, token, type ProtocolServer } from './testing/protocol-server.ts';

const log = createLogger({ name: 'test', level: 'silent' });
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

const cancelled: StepOutcome = { status: 'cancelled' };

async function begin(work: (step: StepWork) => Promise<StepOutcome>, options: { server: string; capacity?: number; workspaces?: string[]; path?: string }) {
  const path = options.path ?? (await mkdtemp(join(tmpdir(), 'lime-runner-')));
  const taken = await takeDataFolder(path);
  if (!taken.ok) throw new Error(taken.message);
  for (const name of options.workspaces ?? []) await mkdir(join(taken.folder.workspaces, name));
  const settings = { server: options.server, token, name: 'test', labels: [], capacity: options.capacity ?? 2, dataFolder: path, providers: join(path, 'providers'), graceSeconds: 0, logLevel: 'silent', endWithParent: false };
  const runner = startRunner({ settings, folder: taken.folder, work, log });
  cleanUps.push(() => rm(path, { recursive: true }), () => runner.stop(0));
  return { runner, folder: taken.folder, path };
}

function serve(...args: Parameters<typeof startProtocolServer>): ProtocolServer {
  const server = startProtocolServer(...args);
  cleanUps.push(() => server.stop());
  return server;
}

test('never more than its capacity at once, and all steps get done', async () => {
  const server = serve();
  let now = 0;
  let most = 0;
  const ids = Array.from({ length: 12 }, (_, index) => `${index + 1}`);
  for (const id of ids) server.give(assignmentFor(id));
  const full = Promise.withResolvers<void>();
  await begin(async () => {
    most = Math.max(most, ++now);
    if (now >= 3) full.resolve();
    await full.promise;
    await Bun.sleep(5);
    now--;
    return cancelled;
  }, { server: server.url, capacity: 3 });
  await server.until(() => ids.every((id) => server.step(id).outcome !== null));
  expect(most).toBe(3);
});

test('a server that comes up later, and one that restarts, are waited for', async () => {
  const first = serve();
  const { port } = first;
  await first.stop();
  await begin(async () => cancelled, { server: `http://127.0.0.1:${port}` });
  const second = serve({ port });
  second.give(assignmentFor('1'));
  await second.until(() => second.step('1').outcome !== null);
  await second.stop();
  const third = serve({ port });
  third.give(assignmentFor('2'));
  await third.until(() => third.step('2').outcome !== null);
  expect(third.step('2').outcome).toEqual({ ...cancelled, artifacts: [] });
});

test('a provider that is installed while the runner works is told to the server, and one that is taken away', async () => {
  const server = serve();
  const { path } = await begin(async () => cancelled, { server: server.url });
  await server.until(() => server.state.registered !== null);
  expect(server.state.registered?.providers).toEqual(['recipe']);
  const bundled = await bundledProvider('claude');
  await mkdir(join(path, 'providers', 'claude', bundled.edition), { recursive: true });
  await server.until(() => server.state.registered?.providers.join() === 'recipe,claude');
  await rm(join(path, 'providers', 'claude'), { recursive: true });
  await server.until(() => server.state.registered?.providers.join() === 'recipe');
}, 20_000);

test('a token that is not accepted ends the runner with what to do', async () => {
  const server = serve();
  server.state.refuseToken = true;
  const { runner } = await begin(async () => cancelled, { server: server.url });
  expect(await runner.done).toMatchObject({ kind: 'refused', message: expect.stringContaining('lime runner-token create') });
});

test('a runner that stops hands its work back', async () => {
  const server = serve();
  server.give(assignmentFor('1'));
  const { runner } = await begin(async ({ signal, emit }) => {
    await emit({ type: 'status', text: 'begun' });
    await once(signal, 'abort');
    return cancelled;
  }, { server: server.url });
  await server.until(() => server.step('1').events.length > 0);
  await runner.stop(0);
  expect(server.step('1').outcome).toMatchObject({ status: 'failed', error: { code: 'runner_stopped' }, retryable: true });
  expect(await runner.done).toEqual({ kind: 'stopped' });
});

test('at the start, workspaces that no run needs are deleted, others stay', async () => {
  const server = serve();
  server.state.needed = ['8'];
  const { folder } = await begin(async () => cancelled, { server: server.url, workspaces: ['7-1-1', '7-1-2', '8-2-1', '8-2-2', '8-3-1', 'not-ours'] });
  while ((await readdir(folder.workspaces)).length > 3) await Bun.sleep(5);
  expect((await readdir(folder.workspaces)).toSorted()).toEqual(['8-2-2', '8-3-1', 'not-ours']);
});

test('what a killed runner had in hand is handed back at the next start', async () => {
  const server = serve();
  const path = await mkdtemp(join(tmpdir(), 'lime-runner-'));
  await mkdir(join(path, 'leases'));
  await noteLease(join(path, 'leases'), { stepId: '9', leaseToken: 'lease-9' });
  const { runner, folder } = await begin(async () => cancelled, { server: server.url, path });
  await server.until(() => server.step('9').outcome !== null);
  expect(server.step('9').outcome).toMatchObject({ status: 'failed', error: { code: 'runner_stopped' }, retryable: true });
  server.give(assignmentFor('10'));
  await server.until(() => server.step('10').outcome !== null);
  await runner.stop(0);
  expect(await readLeases(folder.leases)).toEqual([]);
});

test('a data folder serves one runner at a time, and a dead one does not count', async () => {
  const { path } = await begin(async () => cancelled, { server: 'http://127.0.0.1:9' });
  const probe = `import { takeDataFolder } from '${import.meta.dir}/data-folder.ts'; console.log(JSON.stringify(await takeDataFolder('${path}')));`;
  const second = Bun.spawnSync([process.execPath, '-e', probe]).stdout.toString();
  expect(JSON.parse(second)).toMatchObject({ ok: false, message: expect.stringContaining(`process ${process.pid}`) });
  await Bun.write(join(path, 'runner.lock'), `${process.pid} 1`);
  expect(JSON.parse(Bun.spawnSync([process.execPath, '-e', probe]).stdout.toString())).toMatchObject({ ok: true });
});
