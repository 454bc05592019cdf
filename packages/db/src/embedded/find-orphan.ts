import { readFileSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';

export type Orphan = { kind: 'none' } | { kind: 'alive'; pid: number } | { kind: 'recycled'; pid: number };

/**
 * Looks for a postmaster that an earlier owner of this cluster left behind. `recycled` means that
 * postmaster.pid names a living process that is something else by now: Postgres itself would take
 * it for a running server and refuse to start.
 */
export function findOrphan(clusterDir: string): Orphan {
  const pid = recordedPid(clusterDir);
  if (pid === undefined || !isAlive(pid)) return { kind: 'none' };
  return { kind: isPostmasterOf(pid, clusterDir) ? 'alive' : 'recycled', pid };
}

/** A zombie counts as dead: it holds neither port nor data. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return process.platform !== 'linux' || !/\) [ZX] /.test(readOr(`/proc/${pid}/stat`, ''));
}

function recordedPid(clusterDir: string): number | undefined {
  const pid = Number.parseInt(readOr(join(clusterDir, 'postmaster.pid'), ''), 10);
  return pid > 1 ? pid : undefined;
}

function isPostmasterOf(pid: number, clusterDir: string): boolean {
  if (process.platform !== 'linux') return commandLine(pid).includes(`postgres -D ${clusterDir}`);
  try {
    // A postmaster works in its data directory; " (deleted)" follows when its program was reinstalled.
    const program = basename(readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, ''));
    return program === 'postgres' && readlinkSync(`/proc/${pid}/cwd`) === clusterDir;
  } catch {
    return false;
  }
}

function commandLine(pid: number): string {
  return Bun.spawnSync(['ps', '-o', 'command=', '-p', String(pid)]).stdout.toString();
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}
