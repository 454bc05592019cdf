import type { Json } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { wakeAndEnqueue } from '../engine/enqueue-advance.ts';

/** Gives a run the signal that it waits for; false when it waits for none of that name (any more). */
export async function signalRun(ctx: Pick<RunsContext, 'queue' | 'dispatch'>, tx: TenantTx, runId: bigint, signal: string, payload: Json): Promise<boolean> {
  const ended: unknown[] = await tx.sql`
    UPDATE run_steps SET status = 'succeeded', output = ${JSON.stringify(payload)}::text::jsonb, due_at = NULL, ended_at = now()
    WHERE tenant_id = ${tx.tenantId} AND run_id = ${runId} AND kind = 'wait' AND status = 'waiting' AND signal = ${signal} RETURNING id`;
  if (ended.length === 0) return false;
  await wakeAndEnqueue(ctx, tx, runId);
  return true;
}
