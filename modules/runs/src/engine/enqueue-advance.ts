import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { wakeRun } from '../sql/wake-run.ts';

export const advanceQueue = 'run.advance';
export const pumpQueue = 'run.pump_map';
export const budgetQueue = 'run.watch_budgets';
export const runQueues = [advanceQueue, pumpQueue, budgetQueue];

/** How long a job waits when this process will try first. */
const tryFirstSeconds = 2;

type Enqueuer = Pick<RunsContext, 'queue' | 'dispatch'>;

/**
 * Says, in the transaction that gave the reason, that a run may move. A process with workers moves
 * it itself after the commit, and the job is only there in case it dies before.
 */
export async function enqueueAdvance(ctx: Enqueuer, tx: TenantTx, runIds: bigint[]): Promise<void> {
  const jobs = runIds.map((runId) => ({ tenantId: String(tx.tenantId), runId: String(runId) }));
  const { dispatch } = ctx;
  if (!dispatch) return ctx.queue.send(tx, advanceQueue, jobs);
  await ctx.queue.send(tx, advanceQueue, jobs, { startAfter: tryFirstSeconds });
  tx.afterCommit(() => {
    for (const runId of runIds) dispatch.advance(tx.tenantId, runId);
  });
}

/** Wakes one run: notes that something happened for it, and enqueues its advance. */
export async function wakeAndEnqueue(ctx: Enqueuer, tx: TenantTx, runId: bigint): Promise<void> {
  await wakeRun(tx, runId);
  await enqueueAdvance(ctx, tx, [runId]);
}
