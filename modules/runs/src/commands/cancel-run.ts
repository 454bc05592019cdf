import { notFound, refuse } from '@lime/kernel';
import type { Failure } from '@lime/contracts';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { enqueueAdvance } from '../engine/enqueue-advance.ts';
import { tellRunners } from '../engine/tell-runners.ts';

/**
 * Asks a run to end. Its runners are told, may hand in the work so far, and are fenced out; its
 * children follow; an effect that is under way is recorded first. `why`: what it ends with, when nobody has cancelled it. 409 `run_over` when it has ended.
 */
export async function cancelRun(ctx: RunsContext, tx: TenantTx, actor: Actor, runId: bigint, why: Failure | null = null): Promise<void> {
  const asked: unknown[] = await tx.sql`
    UPDATE runs SET cancel_requested_at = coalesce(cancel_requested_at, now()), wake = true, error = coalesce(error, ${why}::jsonb)
    WHERE tenant_id = ${tx.tenantId} AND id = ${runId} AND status IN ('queued', 'running', 'waiting') RETURNING id`;
  if (asked.length === 0) return refuseOver(tx, runId);
  recordAudit(tx, { actor, action: 'run.cancel', target: { type: 'run', id: runId } });
  await enqueueAdvance(ctx, tx, [runId]);
  tellRunners(ctx, tx, runId);
}

const ended: Record<string, string> = { succeeded: 'is done', failed: 'has failed', cancelled: 'was cancelled' };

async function refuseOver(tx: TenantTx, runId: bigint): Promise<never> {
  const [run]: { status: string }[] = await tx.sql`SELECT status FROM runs WHERE tenant_id = ${tx.tenantId} AND id = ${runId}`;
  if (!run) refuse(notFound('run'));
  refuse({ status: 409, code: 'run_over', title: 'The run has ended', detail: `Run ${runId} ${ended[run.status] ?? 'is over'} already.` });
}
