import type { HooksContext } from '../context.ts';
import { claimNextHook, closeLost } from '../sql/hook-runs.ts';
import { hooksPerJob } from '../tunables.ts';
import { hooksQueue } from './queue-hooks.ts';
import { runClaimedHook } from './run-claimed-hook.ts';

/**
 * Runs the tenant's waiting hooks one after another, until there are none or others of this kind fill the tenant's places:
 * each of those looks for the next when it is done with one, so that nothing is left behind.
 */
export async function runQueuedHooks(ctx: HooksContext, tenantId: bigint): Promise<void> {
  await ctx.db.tenant(tenantId, closeLost);
  for (let ran = 0; ran < hooksPerJob; ran += 1) {
    const claimed = await ctx.db.tenant(tenantId, claimNextHook);
    if (!claimed) return;
    await runClaimedHook(ctx, tenantId, claimed);
  }
  await ctx.db.tenant(tenantId, (tx) => ctx.queue.send(tx, hooksQueue, [{ tenantId: String(tenantId) }]));
}
