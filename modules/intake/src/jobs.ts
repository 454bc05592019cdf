import { type JobData, type Queue, type QueueSpec } from '@lime/db';
import { parseId } from '@lime/kernel';
import { handleDeliveries } from './commands/handle-deliveries.ts';
import { deliveriesQueue } from './commands/store-deliveries.ts';
import type { IntakeContext } from './context.ts';
import { readForgotten } from './sql/deliveries.ts';

const forgottenQueue = 'intake.forgotten';

/** All queues of this module. */
export const intakeQueues = [deliveriesQueue, forgottenQueue];

/** What this module's queues do. */
export function intakeJobs(ctx: IntakeContext): QueueSpec[] {
  return [
    { name: deliveriesQueue, concurrency: 4, handle: (data) => handleDeliveries(ctx, BigInt(data.tenantId), idsOf(data)) },
    { name: forgottenQueue, concurrency: 1, handle: () => sendForgotten(ctx) },
  ];
}

/** Asks for a look at forgotten deliveries every few minutes; asking again changes nothing. */
export async function scheduleIntake(queue: Queue): Promise<void> {
  await queue.schedule(forgottenQueue, '*/5 * * * *', { tenantId: '0' });
}

function idsOf(data: JobData): bigint[] {
  return (data['deliveries'] ?? '').split(',').map(parseId).filter((id) => id !== null);
}

async function sendForgotten({ db, queue }: IntakeContext): Promise<void> {
  await db.engine(async (tx) => {
    const rows = await readForgotten(tx, 1000);
    await queue.send(tx, deliveriesQueue, rows.map((row) => ({ tenantId: String(row.tenant_id), deliveries: String(row.id) })));
  });
}
