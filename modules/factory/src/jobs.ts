import type { QueueSpec } from '@lime/db';
import { dropContent, dropContentQueue } from './commands/drop-contents.ts';
import { followRun, runChangedQueue } from './commands/follow-run.ts';
import { importQueue } from './commands/import-tickets.ts';
import { heldRunsQueue, releaseHeldRuns } from './commands/release-held-runs.ts';
import { runImport } from './commands/run-import.ts';
import { pullChangedQueue, takePullRequest } from './commands/take-pull-request.ts';
import type { FactoryContext } from './context.ts';

export const factoryQueues = [runChangedQueue, importQueue, heldRunsQueue, dropContentQueue, pullChangedQueue];

/** What this module's queues do. */
export function factoryJobs(ctx: FactoryContext): QueueSpec[] {
  return [
    { name: runChangedQueue, concurrency: 8, handle: (data) => followRun(ctx, BigInt(data.tenantId), BigInt(data['runId'] ?? '')) },
    { name: pullChangedQueue, concurrency: 4, handle: (data) => takePullRequest(ctx, BigInt(data.tenantId), BigInt(data['pullRequestId'] ?? '')) },
    { name: heldRunsQueue, concurrency: 2, handle: (data) => releaseHeldRuns(ctx, BigInt(data.tenantId)) },
    { name: dropContentQueue, concurrency: 1, handle: (data) => dropContent(ctx, BigInt(data.tenantId), data['sha256'] ?? '') },
    { name: importQueue, concurrency: 1, handle: (data) => runImport(ctx, BigInt(data.tenantId), BigInt(data['importId'] ?? '')) },
  ];
}
