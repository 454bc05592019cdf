import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SQL } from 'bun';
import { isAlive } from './find-orphan.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from './start-embedded-postgres.ts';

const owners = new Set<Bun.Subprocess>();
let made: Promise<string> | undefined;

/**
 * Like temporaryFolder, with a cluster in it that was stopped cleanly: a copy of one that each test
 * file makes once, since making one costs half a second and a thousand syncs.
 */
export async function folderWithCluster(parent = tmpdir()): Promise<ReturnType<typeof temporaryFolder>> {
  made ??= makeCluster();
  const folder = temporaryFolder(parent);
  Bun.spawnSync(['cp', '-a', await made, folder.dataDir]);
  return folder;
}

/** For afterAll in each file: also ends the owners that a failed test left behind. */
export async function removeLeftovers(): Promise<void> {
  for (const owner of owners) owner.kill('SIGKILL');
  if (made !== undefined) rmSync(dirname(await made), { recursive: true, force: true });
  made = undefined;
}

async function makeCluster(): Promise<string> {
  const { dataDir } = temporaryFolder();
  await (await started({ dataDir })).stop();
  return dataDir;
}

/** A folder that is gone after the `using` scope. */
export function temporaryFolder(parent = tmpdir()): { path: string; dataDir: string } & Disposable {
  const path = mkdtempSync(join(parent, 'lime-pg-'));
  return { path, dataDir: join(path, 'postgres'), [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Starts Postgres for one `await using` scope; a failure to start fails the test with its message. */
export async function started(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres & AsyncDisposable> {
  const postgres = await startEmbeddedPostgres(options);
  if (postgres.kind === 'failed') throw new Error(`${postgres.code}: ${postgres.message}`);
  return { ...postgres, [Symbol.asyncDispose]: postgres.stop };
}

/** Runs one statement on a connection of its own. */
export async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const sql = new SQL(url, { max: 1 });
  try {
    const rows: Record<string, unknown>[] = await sql.unsafe(statement);
    return [...rows];
  } finally {
    await sql.end();
  }
}

export function postmasterPid(dataDir: string): number {
  return Number.parseInt(readFileSync(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8'), 10);
}

/** Waits for the end of a process that is not our child and so cannot be awaited. */
export async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await Bun.sleep(10);
}

export type Owner = { pid: number; postmaster: number; url: string; kill(): Promise<void> };

/** Starts Postgres in a server process of its own (through `prefix`, with `env`), which only `kill` (SIGKILL) ends. */
export async function ownerProcess(dataDir: string, prefix: string[] = [], env: Record<string, string> = {}): Promise<Owner> {
  const script = join(import.meta.dir, 'own-postgres.fixture.ts');
  const child = Bun.spawn([...prefix, process.execPath, script, dataDir], {
    cwd: '/', env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  owners.add(child);
  const reader = child.stdout.getReader();
  const answer: unknown = JSON.parse(new TextDecoder().decode((await reader.read()).value));
  reader.releaseLock();
  const { url, message } = answer as { url?: string; message?: string };
  const kill = async () => {
    child.kill('SIGKILL');
    await child.exited;
  };
  if (url === undefined) {
    await kill();
    throw new Error(message);
  }
  return { pid: child.pid, postmaster: postmasterPid(dataDir), url, kill };
}
