import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { findOrphan, isAlive } from './find-orphan.ts';
import { FAST_SHUTDOWN_MS, IMMEDIATE_SHUTDOWN_MS, POLL_MS } from './tunables.ts';

/**
 * Ends a postmaster that an earlier, dead owner left behind, and clears a postmaster.pid that names
 * a stranger. Only the holder of the data directory's lock may call it. Returns whether one was ended.
 */
export async function endOrphan(clusterDir: string, log: (line: string) => void): Promise<boolean> {
  const orphan = findOrphan(clusterDir);
  if (orphan.kind === 'none') return false;
  if (orphan.kind === 'recycled') {
    rmSync(join(clusterDir, 'postmaster.pid'), { force: true });
    return false;
  }
  log(`ending Postgres process ${orphan.pid}, left behind by a server that was killed`);
  const gone =
    (await signalAndWait(orphan.pid, 'SIGINT', FAST_SHUTDOWN_MS)) ||
    (await signalAndWait(orphan.pid, 'SIGQUIT', IMMEDIATE_SHUTDOWN_MS)) ||
    (await signalAndWait(orphan.pid, 'SIGKILL', IMMEDIATE_SHUTDOWN_MS));
  if (!gone) log(`Postgres process ${orphan.pid} does not end`);
  return gone;
}

async function signalAndWait(pid: number, signal: NodeJS.Signals, deadlineMs: number): Promise<boolean> {
  const deadline = performance.now() + deadlineMs;
  try {
    process.kill(pid, signal);
  } catch {
    return !isAlive(pid);
  }
  while (isAlive(pid)) {
    if (performance.now() > deadline) return false;
    await Bun.sleep(POLL_MS);
  }
  return true;
}
