import { afterAll, expect, test } from 'bun:test';
import { chmodSync, chownSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { folderWithCluster, gone, ownerProcess, query, removeLeftovers, started, temporaryFolder } from './test-servers.ts';

afterAll(removeLeftovers);

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const AS_NOBODY = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'];
const nobodyCanRunUs = isRoot && Bun.spawnSync([...AS_NOBODY, 'test', '-x', process.execPath, '-a', '-r', import.meta.path], { cwd: '/' }).success;

test.if(isRoot)("root runs it on a data directory in root's own closed home, with files that stay root's", async () => {
  using folder = temporaryFolder('/root');
  await using postgres = await started(folder);
  expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(statSync(join(folder.dataDir, 'cluster')).uid).toBe(0);
});

test.if(isRoot)('root without user namespaces runs it as another account that can enter the closed home', async () => {
  using folder = temporaryFolder('/root');
  using programs = temporaryFolder();
  const first = await ownerProcess(folder.dataDir, [], { PATH: pathWithoutUnshare(programs.path) });
  expect(await query(first.url, 'create table kept as select 42 as answer')).toEqual([]);
  expect(statSync(join(folder.dataDir, 'cluster')).uid).toBe(NOBODY);
  expect(effectiveUid(first.postmaster)).toBe(NOBODY);
  await first.kill();
  await gone(first.postmaster);

  await using again = await started(folder);
  expect(await query(again.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
});

test.if(isRoot)("root's cluster moves to a machine without user namespaces", async () => {
  using folder = await folderWithCluster('/root');
  using programs = temporaryFolder();
  const owner = await ownerProcess(folder.dataDir, [], { PATH: pathWithoutUnshare(programs.path) });
  expect(await query(owner.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await owner.kill();
  await gone(owner.postmaster);
});

test.if(isRoot)('root that can use neither way is told what to do', async () => {
  using folder = temporaryFolder();
  using programs = temporaryFolder();
  const starting = ownerProcess(folder.dataDir, [], { PATH: pathWith(programs.path, ['sh', 'sleep']) });
  await expect(starting).rejects.toThrow(/as an ordinary user, or set DATABASE_URL/);
});

test.if(nobodyCanRunUs)('an ordinary user runs it, and root may use the same data later without taking it away', async () => {
  using folder = temporaryFolder();
  mkdirSync(folder.dataDir, { mode: 0o700 });
  chmodSync(folder.path, 0o711);
  chownSync(folder.dataDir, NOBODY, NOBODY);
  const ordinary = await ownerProcess(folder.dataDir, AS_NOBODY);
  await query(ordinary.url, 'create table kept as select 42 as answer');
  expect(effectiveUid(ordinary.postmaster)).toBe(NOBODY);
  await ordinary.kill();
  await gone(ordinary.postmaster);

  await using asRoot = await started(folder);
  expect(await query(asRoot.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  await asRoot.stop();
  const again = await ownerProcess(folder.dataDir, AS_NOBODY);
  await again.kill();
  await gone(again.postmaster);
});

function effectiveUid(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/^Uid:\s+\d+\s+(\d+)/m)?.[1]);
}

/** A PATH like that of a machine on which user namespaces cannot be had. */
function pathWithoutUnshare(folder: string): string {
  return pathWith(folder, ['sh', 'setpriv', 'chown', 'sleep']);
}

function pathWith(folder: string, programs: string[]): string {
  for (const program of programs) symlinkSync(Bun.which(program) ?? '', join(folder, program));
  return folder;
}
