import type { EngineTx, TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { wakeRun } from '../sql/wake-run.ts';

export const advanceQueue = 'run.advance';
export const pumpQueue = 'run.pump_map';
export const runQueues = [advanceQueue, pumpQueue];

/** Says, in the transaction that gave the reason, that these runs may move. */
export async function enqueueAdvance(ctx: Pick<RunsContext, 'queue'>, tx: TenantTx | EngineTx, runs: { tenantId: bigint; runId: bigint }[]): Promise<void> {
  await ctx.queue.send(tx, advanceQueue, runs.map((run) => ({ tenantId: String(run.tenantId), runId: String(run.runId) })));
}

/** Wakes one run: notes that something happened for it, and enqueues its advance. */
export async function wakeAndEnqueue(ctx: Pick<RunsContext, 'queue'>, tx: TenantTx, runId: bigint): Promise<void> {
  await wakeRun(tx, runId);
  await enqueueAdvance(ctx, tx, [{ tenantId: tx.tenantId, runId }]);
}
