import type { Db } from '@lime/db';
import type { Logger } from '@lime/kernel';
import { type AuditEntry, recordAudit } from './sql/record-audit.ts';

/** The log of what concerns no organisation, or none that is known. No tenant has this id. */
export const platformTenantId = 0n;

/** Something that was tried and refused, as far as it is known. Never with what was shown to get in. */
export type Refusal = Pick<AuditEntry, 'action' | 'target'> & { tenantId: bigint; payload: Record<string, string | null> };

/** Writes refusals into the audit log: the first of a kind at once, its repetitions as one row with their number. A flood fills nothing. */
export type RefusalLog = {
  note(refusal: Refusal): void;
  /** Writes what was counted and is not written yet. */
  stop(): Promise<void>;
};

/** How long repetitions are counted before they are written. */
const windowMs = 3_600_000;
/** So many kinds of refusals a window, of one tenant; those beyond them are counted together, by their action. */
const mostKinds = 50;
/** So many in all: a log that is tried in more ways at once has lost its meaning. */
const mostKept = 10_000;

type Counted = { refusal: Refusal; times: number };
const somebody = { userId: null, name: 'somebody unknown' };

export function openRefusalLog(db: Db, logger: Logger): RefusalLog {
  const counted = new Map<string, Counted>();
  const kinds = new Map<bigint, number>();
  // One after another: in their order, and over one connection however much comes.
  let written = Promise.resolve();
  const write = ({ tenantId, action, target, payload }: Refusal, more: Record<string, unknown> = {}) => {
    const entry = { actor: somebody, action, target, payload: { ...payload, ...more } };
    written = written.then(() => db.tenant(tenantId, async (tx) => recordAudit(tx, entry))).catch((err: unknown) => logger.error({ err, action }, 'a refusal could not be written into the audit log'));
  };
  const flush = () => {
    for (const [key, entry] of counted) {
      if (entry.times > 0) write(entry.refusal, { times: entry.times, withinMinutes: windowMs / 60_000 });
      // Who goes on is counted for another window; who has stopped begins anew.
      if (entry.times > 0) entry.times = 0;
      else counted.delete(key);
    }
    kinds.clear();
    for (const { refusal } of counted.values()) kinds.set(refusal.tenantId, (kinds.get(refusal.tenantId) ?? 0) + 1);
  };
  const timer = setInterval(flush, windowMs);
  timer.unref();
  return {
    note: (given) => {
      const refusal = counted.has(keyOf(given)) || (kinds.get(given.tenantId) ?? 0) < mostKinds ? given : lumped(given);
      const key = keyOf(refusal);
      const known = counted.get(key);
      if (known) known.times += 1;
      else if (counted.size < mostKept) {
        counted.set(key, { refusal, times: 0 });
        kinds.set(refusal.tenantId, (kinds.get(refusal.tenantId) ?? 0) + 1);
        write(refusal);
      }
    },
    stop: async () => {
      clearInterval(timer);
      flush();
      await written;
    },
  };
}

function keyOf({ tenantId, action, target, payload }: Refusal): string {
  return JSON.stringify([String(tenantId), action, target.type, String(target.id), payload]);
}

function lumped({ tenantId, action, target }: Refusal): Refusal {
  return { tenantId, action, target: { type: target.type, id: null }, payload: { others: 'more kinds than are told apart' } };
}
