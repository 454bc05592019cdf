import type { Assignment } from '@lime/contracts';
import type { Logger } from '@lime/kernel';
import { backoffMs, pause } from './protocol/retry-unreachable.ts';
import type { ServerApi } from './protocol/server-api.ts';

/** How long the server may hold a claim open when there is no work. */
const claimWaitMs = 25_000;

type ClaimLoop = {
  api: ServerApi;
  runnerId: string;
  capacity: number;
  /** Stops claiming; what is running goes on. */
  signal: AbortSignal;
  /** Does one assignment to its end. Must not throw. */
  work: (assignment: Assignment) => Promise<void>;
  log: Logger;
};

/**
 * Claims steps and works on them, never more than `capacity` at once, until the signal says stop
 * (`stopped`) or the server will not have this runner any more (`refused`). A server that is away
 * is waited for. Returns without waiting for the work in hand.
 */
export async function claimSteps({ api, runnerId, capacity, signal, work, log }: ClaimLoop): Promise<{ kind: 'stopped' } | { kind: 'refused'; status: number; message: string }> {
  let busy = 0;
  let slotFreed: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

  for (let failures = 0; !signal.aborted; ) {
    if (busy >= capacity) {
      await Promise.race([new Promise<void>((resolve) => (slotFreed = resolve)), stopped]);
      continue;
    }
    const claim = await api.claim({ runnerId, waitMs: claimWaitMs }, signal);
    if (claim.kind === 'ok') {
      failures = 0;
      if (!claim.value) continue;
      busy++;
      void work(claim.value).finally(() => {
        busy--;
        slotFreed();
      });
    } else if (claim.kind === 'refused') {
      return { kind: 'refused', status: claim.status, message: claim.message };
    } else {
      failures++;
      if (failures % 20 === 2 && claim.kind === 'unreachable') log.warn({ reason: claim.message, failures }, 'the server cannot be reached, trying again');
      await pause(backoffMs(failures), signal);
    }
  }
  return { kind: 'stopped' };
}
