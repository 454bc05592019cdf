import type { Announcer, Db, Queue } from '@lime/db';
import type { Logger } from '@lime/kernel';
import type { Outbound } from '@lime/outbound';
import { openScriptPool, type ScriptPool } from '@lime/sandbox';
import type { Keyring } from '@lime/vault';
import { cachePrepared, type Prepare } from './runtime/cache-prepared.ts';
import { type AtOnce, limitAtOnce } from './limit-at-once.ts';
import { readers, savesAtOnce, scriptWorkers, trialsAtOnce } from './tunables.ts';

/** What the composition root gives. */
type HooksParts = {
  db: Db;
  queue: Pick<Queue, 'send'>;
  /** Tells who watches a hook that it does something. */
  announcer: Pick<Announcer, 'announce'>;
  keyring: Keyring;
  /** The way to the hosts that a hook may reach. */
  outbound: Outbound;
  logger: Logger;
};

export type HooksContext = HooksParts & {
  scripts: ScriptPool;
  /** Takes types out of code; remembers the last ones. */
  prepare: Prepare;
  saving: AtOnce;
  trying: AtOnce;
  /** Set when this server stops: what a killed hook says then is not its answer. */
  isClosing(): boolean;
  /** Kills the hooks that still run here; they are run again elsewhere. */
  close(): Promise<void>;
};

/** No program is started before the first hook needs one. */
export function createHooksContext(parts: HooksParts): HooksContext {
  const scripts = openScriptPool({ size: scriptWorkers });
  const reading = openScriptPool({ size: readers });
  let closing = false;
  return {
    ...parts, scripts, prepare: cachePrepared(reading), saving: limitAtOnce(savesAtOnce), trying: limitAtOnce(trialsAtOnce), isClosing: () => closing,
    close: async () => {
      closing = true;
      await Promise.all([scripts.close(), reading.close()]);
    },
  };
}
