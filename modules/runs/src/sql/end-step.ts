import type { Failure, Json, StepStatus } from '@lime/contracts';
import type { TenantTx } from '@lime/db';

export type StepEnd = { status: Extract<StepStatus, 'succeeded' | 'failed' | 'cancelled'>; output?: Json; error?: Failure };

/** The condition under which a step may end: the lease token that its worker was given, or the status it waits in. */
export type StepGuard = { leaseToken: bigint } | { status: Extract<StepStatus, 'queued' | 'running' | 'waiting'> };

/**
 * Ends a step by compare-and-set; false when it had ended, or belongs to somebody else by now.
 * The output travels as text: Bun.SQL cannot bind a number or a boolean as jsonb.
 */
export async function endStep(tx: TenantTx, stepId: bigint, guard: StepGuard, end: StepEnd): Promise<boolean> {
  const token = 'leaseToken' in guard ? guard.leaseToken : null;
  const status = 'status' in guard ? guard.status : 'running';
  const rows: unknown[] = await tx.sql`
    UPDATE run_steps SET status = ${end.status}, output = ${end.output === undefined ? null : JSON.stringify(end.output)}::text::jsonb, error = ${end.error ?? null}::jsonb,
      lease_token = lease_token + 1, lease_expires_at = NULL, due_at = NULL, ended_at = now()
    WHERE tenant_id = ${tx.tenantId} AND id = ${stepId} AND status = ${status} AND (${token}::bigint IS NULL OR lease_token = ${token})
    RETURNING id`;
  return rows.length > 0;
}
