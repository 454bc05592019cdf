import type { Db } from '@lime/db';
import { knownProviders } from '@lime/runs';

/** A runner that has not come up by then is not waited for any longer; its work waits for it. */
const longestMs = 5_000;
const lookEveryMs = 25;

/**
 * Waits until a runner has said what it can do. Before that nobody knows which providers there are, and
 * a run with one that is not installed would be queued instead of refused.
 */
export async function awaitFirstRunner(db: Db, tenantId: bigint): Promise<void> {
  const until = performance.now() + longestMs;
  while (performance.now() < until && (await db.read(tenantId, knownProviders)) === null) await Bun.sleep(lookEveryMs);
}
