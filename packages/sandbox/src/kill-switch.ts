import type { KillCause } from './sandbox-command.ts';

/** Ends a command from outside, at whatever point of its life it is thrown. The first cause counts. */
export type KillSwitch = {
  cause: () => KillCause | undefined;
  kill: (cause: KillCause) => void;
  /** `action` is called on every throw from now on. One at a time. */
  onKill: (action: () => void) => void;
};

export function killSwitch(): KillSwitch {
  let cause: KillCause | undefined;
  let action: (() => void) | undefined;
  return {
    cause: () => cause,
    kill: (why) => {
      cause ??= why;
      action?.();
    },
    onKill: (next) => {
      action = next;
    },
  };
}
