import type { ReservedSQL } from 'bun';
import { sqlState } from './sqlstate.ts';

/** One read-only transaction of a tenant that several readers use at once. */
type Shared = { sql: Promise<ReservedSQL>; readers: number; joined: number; openUntil: number };

export type OpenRead = {
  /** Reserves a connection, and begins a read-only transaction of the tenant on it. */
  begin(tenantId: bigint): Promise<ReservedSQL>;
  end(sql: ReservedSQL): Promise<void>;
  /** A transaction for this reader alone. */
  alone<T>(tenantId: bigint, work: (sql: ReservedSQL) => Promise<T>): Promise<T>;
};

/** How long a transaction takes in further readers, and how many. */
const joinForMs = 5;
const joinAtMost = 64;

/**
 * Lets reads of one tenant that come at the same moment share a transaction: BEGIN, the tenant's
 * setting and COMMIT cost more than an indexed read. Every statement has a snapshot of its own
 * either way (READ COMMITTED), so readers see what they would see alone. When a statement fails
 * and takes the transaction with it, whoever was in it reads again alone.
 */
export function sharedReads(open: OpenRead): <T>(tenantId: bigint, work: (sql: ReservedSQL) => Promise<T>) => Promise<T> {
  const current = new Map<bigint, Shared>();

  const join = (tenantId: bigint): Shared => {
    const existing = current.get(tenantId);
    if (existing && existing.joined < joinAtMost && performance.now() < existing.openUntil) return existing;
    const shared: Shared = { sql: open.begin(tenantId), readers: 0, joined: 0, openUntil: performance.now() + joinForMs };
    current.set(tenantId, shared);
    return shared;
  };

  const leave = async (tenantId: bigint, shared: Shared): Promise<void> => {
    shared.readers -= 1;
    if (shared.readers > 0) return;
    if (current.get(tenantId) === shared) current.delete(tenantId);
    await shared.sql.then((sql) => open.end(sql), () => undefined);
  };

  return async (tenantId, work) => {
    const shared = join(tenantId);
    shared.readers += 1;
    shared.joined += 1;
    try {
      return await work(await shared.sql);
    } catch (error) {
      if (sqlState(error) === null) throw error;
    } finally {
      // The last reader's COMMIT is not waited for: nothing was written.
      void leave(tenantId, shared);
    }
    return open.alone(tenantId, work);
  };
}
