import type { Db, Queue } from '@lime/db';
import type { Logger } from '@lime/kernel';
import type { Outbound } from '@lime/outbound';
import { openScriptPool, type ScriptPool } from '@lime/sandbox';
import type { Keyring } from '@lime/vault';
import { cachePrepared, type Prepare } from './runtime/cache-prepared.ts';
import { scriptWorkers } from './tunables.ts';

/** What the composition root gives. */
type HooksParts = {
  db: Db;
  queue: Pick<Queue, 'send'>;
  keyring: Keyring;
  /** The way to the hosts that a hook may reach. */
  outbound: Outbound;
  logger: Logger;
};

export type HooksContext = HooksParts & {
  scripts: ScriptPool;
  /** Takes types out of code; remembers the last ones. */
  prepare: Prepare;
  /** Set when this server stops: what a killed hook says then is not its answer. */
  isClosing(): boolean;
  /** Kills the hooks that still run here; they are run again elsewhere. */
  close(): Promise<void>;
};

/** No program is started before the first hook needs one. */
export function createHooksContext(parts: HooksParts): HooksContext {
  const scripts = openScriptPool({ size: scriptWorkers });
  let closing = false;
  return {
    ...parts, scripts, prepare: cachePrepared(scripts), isClosing: () => closing,
    close: () => {
      closing = true;
      return scripts.close();
    },
  };
}
