import type { Db } from '@lime/db';
import type { Credential, Principal } from '@lime/http';
import type { Logger } from '@lime/kernel';
import { noteUsed } from './sql/note-used.ts';

/** No session or key is written more often than this. */
const everyMs = 60_000;
/** What is used together is written together. */
const gatherMs = 1000;
const keepAtMost = 10_000;

/** When sessions and API keys were last used: noted beside the requests, never in their way. */
export type LastUse = {
  note(person: Principal): void;
  /** Writes what was noted and is not written yet. */
  stop(): Promise<void>;
};

export function openLastUse(db: Db, logger: Logger, now: () => number = Date.now): LastUse {
  const written = new Map<string, number>();
  const pending = new Map<bigint, Credential[]>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const flush = async (): Promise<void> => {
    if (timer) clearTimeout(timer);
    timer = null;
    const batches = [...pending];
    pending.clear();
    for (const [tenantId, credentials] of batches) {
      // It tells people when; nothing depends on it.
      await db.tenant(tenantId, (tx) => noteUsed(tx, credentials)).catch((err: unknown) => logger.warn({ err }, 'last uses could not be noted'));
    }
  };
  return {
    note: ({ tenantId, credential }) => {
      if (!credential) return;
      const key = `${credential.kind} ${credential.id}`;
      const last = written.get(key);
      if (last !== undefined && now() - last < everyMs) return;
      if (written.size >= keepAtMost) written.clear();
      written.set(key, now());
      pending.set(tenantId, [...(pending.get(tenantId) ?? []), credential]);
      timer ??= setTimeout(() => void flush(), gatherMs);
    },
    stop: flush,
  };
}
