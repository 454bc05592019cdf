import { backoffMs, pause } from '../protocol/retry-unreachable.ts';

/** Waits until the server takes requests again; no longer than the signal allows. */
export async function awaitServer(server: string, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    const there = await fetch(`${server}/healthz`, { signal, redirect: 'manual' }).then(() => true, () => false);
    if (there) return;
    await pause(backoffMs(attempt), signal);
  }
}
