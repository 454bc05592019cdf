import type { JobData, QueueSpec } from '@lime/db';
import type { RunsContext } from './context.ts';
import { advanceRun } from './engine/advance-run.ts';
import { advanceQueue, pumpQueue } from './engine/enqueue-advance.ts';
import { pumpMap } from './engine/map-items.ts';

/** What this module's queues do. */
export function runJobs(ctx: RunsContext): QueueSpec[] {
  return [
    { name: advanceQueue, concurrency: 64, handle: (data) => advanceRun(ctx, idOf(data, 'tenantId'), idOf(data, 'runId')), stillDue: (batch) => openRuns(ctx, batch) },
    { name: pumpQueue, concurrency: 16, handle: (data) => pumpMap(ctx, idOf(data, 'tenantId'), idOf(data, 'runId'), idOf(data, 'stepId')) },
  ];
}

/** Which of the runs have not ended: most jobs come after the run has moved by itself. */
async function openRuns(ctx: RunsContext, batch: JobData[]): Promise<boolean[]> {
  const rows: { id: bigint }[] = await ctx.db.engine((tx) => tx.sql`
    SELECT id FROM runs WHERE status IN ('queued', 'running', 'waiting') AND id IN (SELECT value::bigint FROM jsonb_array_elements_text(${batch.map((data) => data['runId'] ?? '')}::jsonb))`);
  const open = new Set(rows.map((row) => String(row.id)));
  return batch.map((data) => open.has(data['runId'] ?? ''));
}

function idOf(data: JobData, name: string): bigint {
  return BigInt(data[name] ?? '');
}
