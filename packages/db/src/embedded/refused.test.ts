import { afterAll, expect, test } from 'bun:test';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';
import { folderWithCluster, removeLeftovers, started, temporaryFolder } from './test-servers.ts';

afterAll(removeLeftovers);

const isRoot = process.getuid?.() === 0;

test('a data directory that cannot be made', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'file'), '');
  const refused = await startEmbeddedPostgres({ dataDir: join(folder.path, 'file', 'postgres') });
  expect(refused).toMatchObject({ kind: 'failed', code: 'data_dir_not_writable', message: expect.stringContaining('set LIME_DATA to another folder') });
});

test.if(!isRoot)('a data directory without write permission', async () => {
  using folder = temporaryFolder();
  mkdirSync(folder.dataDir, { mode: 0o500 });
  expect(await startEmbeddedPostgres(folder)).toMatchObject({ kind: 'failed', code: 'data_dir_not_writable' });
});

const mounts = isRoot && process.platform === 'linux';

test.if(mounts)('a data directory on a read-only disk', async () => {
  using disk = mountedDisk('size=1m,ro');
  expect(await startEmbeddedPostgres(disk)).toMatchObject({ kind: 'failed', code: 'data_dir_not_writable' });
});

test.if(mounts)('a disk that is full before and after the cluster was made, and starts once there is room', async () => {
  using small = mountedDisk('size=4m');
  expect(await startEmbeddedPostgres(small)).toMatchObject({ kind: 'failed', code: 'disk_full' });

  using disk = mountedDisk('size=120m');
  await (await started(disk)).stop();
  const filler = join(disk.path, 'filler');
  Bun.spawnSync(['dd', 'if=/dev/zero', `of=${filler}`, 'bs=4k'], { stderr: 'ignore' });
  expect(await startEmbeddedPostgres(disk)).toMatchObject({ kind: 'failed', code: 'disk_full' });
  rmSync(filler);
  await (await started(disk)).stop();
});

test('data of a newer and of an older Postgres', async () => {
  using folder = await folderWithCluster();
  const version = join(folder.dataDir, 'cluster', 'PG_VERSION');
  writeFileSync(version, '99\n');
  expect(await startEmbeddedPostgres(folder)).toMatchObject({
    kind: 'failed', code: 'version_mismatch', message: expect.stringMatching(/written by Postgres 99, this is Postgres \d+\. Start it with the newer version/),
  });
  writeFileSync(version, '12\n');
  expect(await startEmbeddedPostgres(folder)).toMatchObject({ kind: 'failed', code: 'version_mismatch', message: expect.stringContaining('Export it') });
});

test('a folder that is not ours, which stays as it was', async () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.dataDir, 'cluster'), { recursive: true });
  writeFileSync(join(folder.dataDir, 'cluster', 'letters'), 'dear diary');
  expect(await startEmbeddedPostgres(folder)).toMatchObject({ kind: 'failed', code: 'data_dir_foreign' });
  expect(await Bun.file(join(folder.dataDir, 'cluster', 'letters')).text()).toBe('dear diary');
});

test('a fixed port that is taken', async () => {
  using folder = await folderWithCluster();
  const listener = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } });
  expect(await startEmbeddedPostgres({ ...folder, port: listener.port })).toMatchObject({ kind: 'failed', code: 'port_in_use' });
  listener.stop(true);
});

test('a damaged cluster is refused with what Postgres said, and the directory is free again', async () => {
  using folder = await folderWithCluster();
  const control = join(folder.dataDir, 'cluster', 'global', 'pg_control');
  const intact = await Bun.file(control).bytes();
  writeFileSync(control, 'rubbish');
  expect(await startEmbeddedPostgres(folder)).toMatchObject({ kind: 'failed', code: 'start_failed', message: expect.stringContaining('pg_control') });
  writeFileSync(control, intact);
  await (await started(folder)).stop();
});

test('a first start that was killed half-way is done again', async () => {
  using folder = temporaryFolder();
  const half = join(folder.dataDir, 'cluster.new');
  mkdirSync(half, { recursive: true });
  writeFileSync(join(half, 'PG_VERSION'), '18\n');
  chmodSync(half, 0o700);
  await (await started(folder)).stop();
});

/** A small disk of its own for one `using` scope. */
function mountedDisk(options: string): { path: string; dataDir: string } & Disposable {
  const folder = temporaryFolder();
  const { success, stderr } = Bun.spawnSync(['mount', '-t', 'tmpfs', '-o', options, 'tmpfs', folder.path]);
  if (!success) throw new Error(stderr.toString());
  return {
    ...folder,
    [Symbol.dispose]() {
      Bun.spawnSync(['umount', '-l', folder.path]);
      folder[Symbol.dispose]();
    },
  };
}
