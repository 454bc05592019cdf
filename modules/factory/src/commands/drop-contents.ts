import type { TenantTx } from '@lime/db';
import type { FactoryContext } from '../context.ts';
import { isContentInUse, lockContent } from '../sql/contents.ts';

/** The queue through which the bytes of deleted files go. */
export const dropContentQueue = 'factory.drop_content';

/** Has the bytes of deleted files go once this transaction is done, unless they belong to something else too. */
export async function dropContents({ queue }: Pick<FactoryContext['runs'], 'queue'>, tx: TenantTx, sha256s: readonly string[]): Promise<void> {
  if (sha256s.length > 0) await queue.send(tx, dropContentQueue, sha256s.map((sha256) => ({ tenantId: String(tx.tenantId), sha256 })));
}

/** Removes the bytes of a file that was deleted, once nothing else is made of the same: another file, an artifact, what a run is given. */
export async function dropContent({ runs, blobs }: { runs: Pick<FactoryContext['runs'], 'db'>; blobs: FactoryContext['blobs'] }, tenantId: bigint, sha256: string): Promise<void> {
  await runs.db.tenant(tenantId, async (tx) => {
    // Whoever attaches the same just now comes before this, and is seen, or after it, and finds nothing there.
    await lockContent(tx, sha256);
    if (!(await isContentInUse(tx, sha256))) await blobs.remove(tenantId, sha256);
  });
}
