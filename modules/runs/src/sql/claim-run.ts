import type { TenantTx } from '@lime/db';
import type { RunRow, StepRow } from '../model.ts';
import { runLeaseMs } from '../tunables.ts';

export type RunClaim = { kind: 'held'; run: RunRow; steps: StepRow[]; now: Date } | { kind: 'busy' } | { kind: 'over' };

/**
 * Takes the run for this worker, by compare-and-set: nobody else may hold an unexpired lease. The
 * new lease_token fences out whoever held it before. Clears `wake` in the same statement, before
 * the steps are read, so that whatever sets it later is seen before the run parks.
 */
export async function claimRun(tx: TenantTx, runId: bigint): Promise<RunClaim> {
  const claimed: (RunRow & { now: Date })[] = await tx.sql`
    UPDATE runs SET lease_token = lease_token + 1, lease_expires_at = now() + make_interval(secs => ${runLeaseMs / 1000}), wake = false,
      started_at = coalesce(started_at, now())
    WHERE tenant_id = ${tx.tenantId} AND id = ${runId} AND status IN ('queued', 'running', 'waiting')
      AND (lease_expires_at IS NULL OR lease_expires_at < now())
    RETURNING *, now() AS now`;
  const run = claimed[0];
  if (!run) return whyNotClaimed(tx, runId);
  const fresh = run.status === 'queued' && run.position === 0;
  return { kind: 'held', run, steps: fresh ? [] : await readMainSteps(tx, runId), now: run.now };
}

async function whyNotClaimed(tx: TenantTx, runId: bigint): Promise<RunClaim> {
  const [open]: unknown[] = await tx.sql`
    SELECT 1 FROM runs WHERE tenant_id = ${tx.tenantId} AND id = ${runId} AND status IN ('queued', 'running', 'waiting')`;
  return { kind: open ? 'busy' : 'over' };
}

/** The steps of the main path, without a map's items. */
export async function readMainSteps(tx: TenantTx, runId: bigint): Promise<StepRow[]> {
  return await tx.sql`
    SELECT * FROM run_steps WHERE tenant_id = ${tx.tenantId} AND run_id = ${runId} AND parent_step_id IS NULL ORDER BY position`;
}
