import type { JobData, QueueSpec } from '@lime/db';
import type { RunsContext } from './context.ts';
import { advanceRun } from './engine/advance-run.ts';
import { advanceQueue, pumpQueue } from './engine/enqueue-advance.ts';
import { pumpMap } from './engine/map-items.ts';

/** What this module's queues do. */
export function runJobs(ctx: RunsContext): QueueSpec[] {
  return [
    { name: advanceQueue, concurrency: 64, handle: (data) => advanceRun(ctx, idOf(data, 'tenantId'), idOf(data, 'runId')) },
    { name: pumpQueue, concurrency: 16, handle: (data) => pumpMap(ctx, idOf(data, 'tenantId'), idOf(data, 'runId'), idOf(data, 'stepId')) },
  ];
}

function idOf(data: JobData, name: string): bigint {
  return BigInt(data[name] ?? '');
}
