import { afterAll, expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SQL } from 'bun';
import { isAlive } from './find-orphan.ts';
import { folderWithCluster, gone, ownerProcess, postmasterPid, query, removeLeftovers, started } from './test-servers.ts';

afterAll(removeLeftovers);

test('Postgres ends by itself after its owner was killed with SIGKILL, and nothing acknowledged is lost', async () => {
  using folder = await folderWithCluster();
  const owner = await ownerProcess(folder.dataDir);
  await query(owner.url, 'create table kept as select 42 as answer');
  await owner.kill();
  await gone(owner.postmaster);

  await using postgres = await started(folder);
  expect(postgres.endedOrphan).toBe(false);
  expect(await query(postgres.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
});

test('a start right after the kill does not trip over the Postgres that is still ending', async () => {
  using folder = await folderWithCluster();
  for (let round = 0; round < 3; round += 1) {
    const owner = await ownerProcess(folder.dataDir);
    await owner.kill();
    await using postgres = await started(folder);
    expect(postmasterPid(folder.dataDir)).not.toBe(owner.postmaster);
    expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  }
});

test('an orphan whose watch was killed too is ended by the next start', async () => {
  using folder = await folderWithCluster();
  const owner = await ownerProcess(folder.dataDir);
  await query(owner.url, 'create table kept as select 42 as answer');
  process.kill(watchOf(owner.postmaster), 'SIGKILL');
  await owner.kill();

  await using postgres = await started(folder);
  expect(postgres.endedOrphan).toBe(true);
  await gone(owner.postmaster);
  expect(await query(postgres.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
});

test('a postmaster.pid that names a stranger by now does not stop the start, and the stranger lives', async () => {
  using folder = await folderWithCluster();
  const stranger = Bun.spawn(['sleep', '60']);
  const pidFile = join(folder.dataDir, 'cluster', 'postmaster.pid');
  writeFileSync(pidFile, `${stranger.pid}\n${join(folder.dataDir, 'cluster')}\n1700000000\n5432\n\n127.0.0.1\n`);

  await using _postgres = await started(folder);
  expect(postmasterPid(folder.dataDir)).not.toBe(stranger.pid);
  expect(isAlive(stranger.pid)).toBe(true);
  stranger.kill('SIGKILL');
});

test('Postgres killed with SIGKILL comes back at the same address with its data', async () => {
  using folder = await folderWithCluster();
  await using postgres = await started(folder);
  await query(postgres.url, 'create table kept as select 42 as answer');
  for (let round = 0; round < 2; round += 1) {
    const pid = postmasterPid(folder.dataDir);
    process.kill(pid, 'SIGKILL');
    await gone(pid);
    expect(await queryOnceUp(postgres.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    expect(postmasterPid(folder.dataDir)).not.toBe(pid);
  }
});

test('stop in the middle of a crash leaves nothing running', async () => {
  using folder = await folderWithCluster();
  const postgres = await started(folder);
  process.kill(postmasterPid(folder.dataDir), 'SIGKILL');
  await postgres.stop();
  await using again = await started(folder);
  expect(again.endedOrphan).toBe(false);
});

/** The process that ends a postmaster when its owner dies. */
function watchOf(postmaster: number): number {
  const { stdout } = Bun.spawnSync(['pgrep', '-f', `lime-postgres-watch ${postmaster}$`]);
  return Number(stdout.toString());
}

async function queryOnceUp(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const sql = new SQL(url, { max: 1 });
  for (;;) {
    try {
      return [...(await sql.unsafe(statement))];
    } catch (error) {
      if (!(error instanceof SQL.PostgresError) || error.errno === '42P01') throw error;
      await Bun.sleep(10);
    }
  }
}
