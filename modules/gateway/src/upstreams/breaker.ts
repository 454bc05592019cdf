import { breakerFailures, breakerPauseMs } from '../tunables.ts';

/** Leaves an upstream alone that keeps failing, so that calls go to the next one without waiting for it. */
export type Breaker = {
  /** Whether a call may go out now. After the pause one may, and the others wait for what comes of it. */
  tryEnter(): boolean;
  succeeded(): void;
  failed(): void;
  /** The call came to neither: its agent went away, or the upstream is well and refused it. */
  left(): void;
  /** How long until the next call may try, in milliseconds; 0 while calls go out. */
  closedFor(): number;
};

export function createBreaker(now: () => number = Date.now): Breaker {
  let failures = 0;
  let openUntil = 0;
  let probing = false;
  return {
    tryEnter: () => {
      if (failures < breakerFailures) return true;
      if (probing || now() < openUntil) return false;
      probing = true;
      return true;
    },
    succeeded: () => {
      failures = 0;
      probing = false;
    },
    failed: () => {
      failures += 1;
      probing = false;
      if (failures >= breakerFailures) openUntil = now() + breakerPauseMs;
    },
    left: () => {
      probing = false;
    },
    closedFor: () => (failures < breakerFailures ? 0 : Math.max(1, openUntil - now())),
  };
}
