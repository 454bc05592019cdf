import { breakerFailures, breakerPauseMs } from '../tunables.ts';

/** Counts failures in a row: after so many nobody enters for a pause, and then one, whose call shows whether it goes on. */
export type Circuit = {
  /** Whether a call may go out now. After the pause one may, and the others wait for what comes of it, but no longer than another pause. */
  tryEnter(): boolean;
  succeeded(): void;
  failed(): void;
  /** The call came to neither. */
  left(): void;
  /** How long until the next call may try, in milliseconds; 0 while calls go out. */
  closedFor(): number;
};

export function createCircuit(now: () => number): Circuit {
  let failures = 0;
  let closedAt = 0;
  let probingSince: number | null = null;
  const isClosed = () => failures >= breakerFailures;
  return {
    tryEnter: () => {
      if (!isClosed()) return true;
      if (now() < closedAt + breakerPauseMs || (probingSince !== null && now() < probingSince + breakerPauseMs)) return false;
      probingSince = now();
      return true;
    },
    succeeded: () => {
      failures = 0;
      probingSince = null;
    },
    failed: () => {
      failures += 1;
      probingSince = null;
      if (isClosed()) closedAt = now();
    },
    left: () => {
      probingSince = null;
    },
    closedFor: () => (isClosed() ? Math.max(1, closedAt + breakerPauseMs - now()) : 0),
  };
}
