import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type DataFolder = { workspaces: string; caches: string; leases: string; release: () => Promise<void> };

/**
 * Takes a data folder for this process: two runners in one folder would delete each other's
 * workspaces. The lock names its process by id and start time, so one left by a crash does not
 * count, not even when the id has been given to another process since.
 */
export async function takeDataFolder(path: string): Promise<{ ok: true; folder: DataFolder } | { ok: false; message: string }> {
  const lock = join(path, 'runner.lock');
  const me = await describeProcess(process.pid);
  try {
    for (const name of ['workspaces', 'caches', 'leases']) await mkdir(join(path, name), { recursive: true });
    const holder = await readFile(lock, 'utf8').catch(() => '');
    const holderPid = Number(holder.split(' ')[0]);
    if (holder && holder !== me && holder === (await describeProcess(holderPid))) {
      return { ok: false, message: `another runner (process ${holderPid}) uses ${path}. Stop it, or give this one its own folder with --data.` };
    }
    await writeFile(lock, me, { mode: 0o600 });
  } catch (error) {
    return { ok: false, message: `cannot write to the data folder ${path}: ${error instanceof Error ? error.message : String(error)}` };
  }
  const release = () => rm(lock, { force: true });
  return { ok: true, folder: { workspaces: join(path, 'workspaces'), caches: join(path, 'caches'), leases: join(path, 'leases'), release } };
}

/** `<pid> <start time>` of a living process; empty for a dead one. Without /proc the start time is 0. */
async function describeProcess(pid: number): Promise<string> {
  if (!isAlive(pid)) return '';
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  /** The name in field 2 may hold spaces, so fields are counted from behind its closing bracket: the start time is field 22. */
  const startTime = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
  return `${pid} ${startTime}`;
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
