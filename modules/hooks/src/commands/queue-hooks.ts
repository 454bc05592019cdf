import type { TenantTx } from '@lime/db';
import type { HooksContext } from '../context.ts';
import { type Happening, insertQueued } from '../sql/hook-runs.ts';

export const hooksQueue = 'hooks.run';

/**
 * Outbox: queues the hooks that are called for what this transaction does. Nothing is written, and no job sent, when the
 * tenant has none. A happening that was queued before is not queued again.
 */
export async function queueHooks({ queue }: Pick<HooksContext, 'queue'>, tx: TenantTx, happenings: Happening[]): Promise<void> {
  if (happenings.length === 0) return;
  if ((await insertQueued(tx, happenings)) > 0) await queue.send(tx, hooksQueue, [{ tenantId: String(tx.tenantId) }]);
}
