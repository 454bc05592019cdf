import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import lockfile from 'proper-lockfile';

/** A holder that died frees its lock after this time; a living one renews it every third of it. */
const STALE_MS = 5_000;
const RETRY_MS = 50;

/**
 * Runs `work` while holding the lock `<path>.lock`, across processes of one machine.
 * Waits as long as it takes; an aborted `signal` ends the wait by throwing its reason.
 */
export async function withPathLock<T>(path: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const release = await acquire(path, signal);
  try {
    return await work();
  } finally {
    await release().catch(() => undefined);
  }
}

async function acquire(path: string, signal: AbortSignal | undefined): Promise<() => Promise<void>> {
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await lockfile.lock(path, {
        realpath: false,
        stale: STALE_MS,
        update: STALE_MS / 3,
        // Losing the lock means that this process stood still for longer than STALE_MS. What the lock
        // guards is safe to do twice at once; the lock saves the double work.
        onCompromised: () => undefined,
      });
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'ELOCKED') throw error;
      await delay(RETRY_MS, undefined, signal === undefined ? {} : { signal });
    }
  }
}
