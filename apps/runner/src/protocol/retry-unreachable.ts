import { setTimeout as sleep } from 'node:timers/promises';
import type { CallResult } from './call-server.ts';

const firstWaitMs = 100;
const longestWaitMs = 2_000;

/**
 * How long to wait before attempt number `attempt` (from 1): doubling with full jitter, so that
 * many runners do not come back to a restarted server in step.
 */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(attempt, 16));
  return Math.ceil(ceiling * (0.25 + 0.75 * random()));
}

/** Waits; returns at once when the signal is given, or when the time to wait until has passed (a negative `ms`). */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(Math.max(0, ms), undefined, { signal, ref: true }).catch(() => undefined);
}

/**
 * Repeats a call until the server answers, whatever the answer. Ends with `unreachable` only when
 * the signal says stop. The call must be safe to repeat: the protocol makes all of ours so.
 */
export async function retryUnreachable<T>(
  call: () => Promise<CallResult<T>>,
  options: { signal: AbortSignal; onUnreachable?: (message: string, attempt: number) => void },
): Promise<CallResult<T>> {
  for (let attempt = 1; ; attempt++) {
    const result = await call();
    if (result.kind !== 'unreachable' || options.signal.aborted) return result;
    options.onUnreachable?.(result.message, attempt);
    await pause(backoffMs(attempt), options.signal);
    if (options.signal.aborted) return result;
  }
}
