import type { JobData, Queue, QueueSpec } from '@lime/db';
import { runQueuedHooks } from './commands/run-queued-hooks.ts';
import { hooksQueue } from './commands/queue-hooks.ts';
import type { HooksContext } from './context.ts';
import { readTenantsWithWork } from './sql/across-tenants.ts';
import { scriptWorkers, tenantHooksAtOnce } from './tunables.ts';

const sweepQueue = 'hooks.sweep';

/** All queues of this module. */
export const hookQueues = [hooksQueue, sweepQueue];

/** What this module's queues do. */
export function hookJobs(ctx: HooksContext): QueueSpec[] {
  return [
    { name: hooksQueue, concurrency: scriptWorkers + tenantHooksAtOnce, handle: (data) => runQueuedHooks(ctx, BigInt(data.tenantId)), stillDue: (batch) => haveWork(ctx, batch) },
    { name: sweepQueue, concurrency: 1, handle: () => sweep(ctx) },
  ];
}

/** Asks for a look at what was left behind every minute; asking again changes nothing. */
export async function scheduleHooks(queue: Queue): Promise<void> {
  await queue.schedule(sweepQueue, '* * * * *', { tenantId: '0' });
}

/** Most jobs come when the hooks of theirs have been run by another. */
async function haveWork(ctx: HooksContext, batch: JobData[]): Promise<boolean[]> {
  const having = new Set(await ctx.db.engine((tx) => readTenantsWithWork(tx, batch.map((data) => BigInt(data.tenantId)))));
  return batch.map((data) => having.has(BigInt(data.tenantId)));
}

/** What a crash has left taken up. */
async function sweep(ctx: HooksContext): Promise<void> {
  await ctx.db.engine(async (tx) => {
    const tenants = await readTenantsWithWork(tx, null);
    await ctx.queue.send(tx, hooksQueue, tenants.map((tenantId) => ({ tenantId: String(tenantId) })));
  });
}
