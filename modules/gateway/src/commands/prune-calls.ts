import type { GatewayContext } from '../context.ts';
import { deleteCalls, readOldCalls, readTenantsWithOldCalls } from '../sql/old-calls.ts';

/**
 * Removes the rows of calls that their tenants keep no longer, with what was asked and answered in them. What is kept
 * goes before its row: broken off in between, the next time finds the row again. What they cost stays.
 */
export async function pruneCalls({ db, runs }: Pick<GatewayContext, 'db' | 'runs'>): Promise<void> {
  for (const { id: tenantId, keep_days: keepDays } of await db.engine(readTenantsWithOldCalls)) {
    for (;;) {
      const { ids, blobs } = await db.tenant(tenantId, (tx) => readOldCalls(tx, keepDays));
      if (ids.length === 0) break;
      for (const sha256 of blobs) await runs.blobs.remove(tenantId, sha256);
      await db.tenant(tenantId, (tx) => deleteCalls(tx, ids));
    }
  }
}
