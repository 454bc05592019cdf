import { type JobData, type QueueSpec } from '@lime/db';
import { parseId } from '@lime/kernel';
import { handleDeliveries } from './commands/handle-deliveries.ts';
import { deliveriesQueue } from './commands/store-deliveries.ts';
import type { IntakeContext } from './context.ts';

/** All queues of this module. */
export const intakeQueues = [deliveriesQueue];

/** What a job that could not even be tried waits for: the database was away for longer than its retries took. */
const laterSeconds = 60;

/** What this module's queues do. */
export function intakeJobs(ctx: IntakeContext): QueueSpec[] {
  return [
    { name: deliveriesQueue, concurrency: 2, handle: (data) => handleDeliveries(ctx, BigInt(data.tenantId), idsOf(data)) },
    // A delivery that fails by itself ends as failed before its job does: what comes here is tried until it can be.
    { name: `${deliveriesQueue}.dead`, concurrency: 1, handle: (data) => ctx.db.tenant(BigInt(data.tenantId), (tx) => ctx.queue.send(tx, deliveriesQueue, [data], { startAfter: laterSeconds })) },
  ];
}

function idsOf(data: JobData): bigint[] {
  return (data['deliveries'] ?? '').split(',').map(parseId).filter((id) => id !== null);
}
