import type { JobData, QueueSpec } from '@lime/db';
import type { RunsContext } from './context.ts';
import { enforceBudgets } from './commands/watch-budgets.ts';
import { advanceRun } from './engine/advance-run.ts';
import { advanceQueue, budgetQueue, pumpQueue } from './engine/enqueue-advance.ts';
import { claimForPump } from './engine/map-items.ts';
import { handOver } from './engine/slots.ts';
import { readOpenRuns } from './sql/open-runs.ts';

/** What this module's queues do. */
export function runJobs(ctx: RunsContext): QueueSpec[] {
  return [
    { name: advanceQueue, concurrency: 64, handle: (data) => takeUp(ctx, idOf(data, 'tenantId'), idOf(data, 'runId')), stillDue: (batch) => openRuns(ctx, batch) },
    { name: pumpQueue, concurrency: 16, handle: (data) => handOver(ctx.pumps, () => claimForPump(ctx, idOf(data, 'tenantId'), idOf(data, 'runId'), idOf(data, 'stepId'))) },
    { name: budgetQueue, concurrency: 4, handle: (data) => enforceBudgets(ctx, idOf(data, 'tenantId'), idOf(data, 'projectId')) },
  ];
}

function takeUp(ctx: RunsContext, tenantId: bigint, runId: bigint): Promise<void> {
  return ctx.dispatch ? ctx.dispatch.takeUp(tenantId, runId) : advanceRun(ctx, tenantId, runId);
}

/** Which of the runs have not ended: most jobs come after the run has moved by itself. */
async function openRuns(ctx: RunsContext, batch: JobData[]): Promise<boolean[]> {
  const open = await ctx.db.engine((tx) => readOpenRuns(tx, batch.map((data) => data['runId'] ?? '')));
  return batch.map((data) => open.has(data['runId'] ?? ''));
}

function idOf(data: JobData, name: string): bigint {
  return BigInt(data[name] ?? '');
}
