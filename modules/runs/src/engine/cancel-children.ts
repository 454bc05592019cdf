import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { enqueueAdvance } from './enqueue-advance.ts';

/** Asks every open child of an ended run to end too; each does so by itself, and its own children after it. */
export async function cancelChildren(ctx: RunsContext, tx: TenantTx, runId: bigint): Promise<void> {
  const children: { id: bigint }[] = await tx.sql`
    UPDATE runs SET cancel_requested_at = now(), wake = true
    WHERE tenant_id = ${tx.tenantId} AND parent_run_id = ${runId} AND status IN ('queued', 'running', 'waiting') AND cancel_requested_at IS NULL
    RETURNING id`;
  if (children.length > 0) await enqueueAdvance(ctx, tx, children.map((child) => child.id));
}
