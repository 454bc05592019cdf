import type { QueueSpec } from '@lime/db';
import { followRun, runChangedQueue } from './commands/follow-run.ts';
import type { FactoryContext } from './context.ts';

/** What this module's queues do. */
export function factoryJobs(ctx: FactoryContext): QueueSpec[] {
  return [{ name: runChangedQueue, concurrency: 8, handle: (data) => followRun(ctx, BigInt(data.tenantId), BigInt(data['runId'] ?? '')) }];
}
