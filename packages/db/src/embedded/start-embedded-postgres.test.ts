import { afterAll, expect, test } from 'bun:test';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { folderWithCluster, ownerProcess, query, removeLeftovers, started, temporaryFolder } from './test-servers.ts';
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';

afterAll(removeLeftovers);

test('a restart keeps the data and the address, and stop frees the port', async () => {
  using folder = temporaryFolder();
  const first = await started(folder);
  await query(first.url, 'create table kept as select 42 as answer');
  await first.stop();
  await first.stop();
  const listener = Bun.listen({ hostname: '127.0.0.1', port: Number(new URL(first.url).port), socket: { data() {} } });
  listener.stop(true);

  await using second = await started(folder);
  expect(second.url).toBe(first.url);
  expect(second.endedOrphan).toBe(false);
  expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
});

test('stop does not wait for open connections', async () => {
  using folder = await folderWithCluster();
  const postgres = await started(folder);
  const sleeper = query(postgres.url, 'select pg_sleep(600)').catch((error: unknown) => String(error));
  while ((await query(postgres.url, `select from pg_stat_activity where query like '%pg_sleep(600)%'`)).length < 2);
  await postgres.stop();
  expect(await sleeper).toMatch(/terminat|closed/i);
});

test('only the password opens the database, and only its owner can read it', async () => {
  using folder = await folderWithCluster();
  await using postgres = await started(folder);
  const wrong = new URL(postgres.url);
  wrong.password = 'guessed';
  expect(query(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/);
  expect(statSync(join(folder.dataDir, 'cluster', 'lime_password')).mode & 0o777).toBe(0o600);
  expect(statSync(folder.dataDir).mode & 0o777).toBe(0o700);
});

test('durability is on even when the configuration file turns it off, unless the caller says otherwise', async () => {
  using folder = await folderWithCluster();
  const durability = `select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') order by name`;
  const first = await started(folder);
  await query(first.url, 'alter system set fsync = off');
  await first.stop();
  const second = await started(folder);
  expect((await query(second.url, durability)).map((row) => row['setting'])).toEqual(['on', 'on', 'on']);
  await second.stop();
  await using third = await started({ ...folder, settings: { fsync: 'off' } });
  expect((await query(third.url, durability)).map((row) => row['setting'])).toEqual(['off', 'on', 'on']);
});

test('a second owner of the same data directory is refused, in this process and in another', async () => {
  using folder = await folderWithCluster();
  const other = await ownerProcess(folder.dataDir);
  const refused = await startEmbeddedPostgres(folder);
  expect(refused).toMatchObject({ kind: 'failed', code: 'data_dir_in_use' });
  expect(refused.kind === 'failed' && refused.message).toContain(`process ${other.pid}`);
  await other.kill();

  await using _own = await started(folder);
  expect(await startEmbeddedPostgres(folder)).toMatchObject({ kind: 'failed', code: 'data_dir_in_use' });
});

test('a remembered port that another program took is replaced', async () => {
  using folder = await folderWithCluster();
  const first = await started(folder);
  await first.stop();
  const listener = Bun.listen({ hostname: '127.0.0.1', port: Number(new URL(first.url).port), socket: { data() {} } });
  await using second = await started(folder);
  expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
  expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  listener.stop(true);
});

test('once it has stopped, nothing keeps the process from ending', async () => {
  using folder = await folderWithCluster();
  const program = Bun.spawn([process.execPath, join(import.meta.dir, 'stop-postgres.fixture.ts'), folder.dataDir], { cwd: '/', stdio: ['ignore', 'inherit', 'inherit'], timeout: 20_000 });
  await program.exited;
  expect([program.exitCode, program.signalCode]).toEqual([0, null]);
}, 30_000);
