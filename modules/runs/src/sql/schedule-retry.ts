import type { Failure, StepKind } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { Lease } from './lease.ts';

export type FailedTry = { key: string; title: string; kind: StepKind; position: number; attempt: number; status: 'waiting' | 'failed'; backoffMs: number; error: Failure };

/** Records a failed try of an inline step: `waiting` with an alarm after its backoff, or `failed` for good. */
export async function scheduleRetry(tx: TenantTx, lease: Lease, failed: FailedTry): Promise<bigint | null> {
  const seconds = failed.status === 'waiting' ? failed.backoffMs / 1000 : null;
  const rows: { id: bigint }[] = await tx.sql`
    INSERT INTO run_steps (tenant_id, run_id, key, title, kind, position, status, attempt, error, run_after, due_at, started_at, ended_at)
    SELECT ${tx.tenantId}, r.id, ${failed.key}, ${failed.title}, ${failed.kind}, ${failed.position}, ${failed.status}, ${failed.attempt}, ${failed.error}::jsonb,
      now() + make_interval(secs => ${seconds}), now() + make_interval(secs => ${seconds}), now(), CASE WHEN ${failed.status} = 'failed' THEN now() END
    FROM runs r
    WHERE r.tenant_id = ${tx.tenantId} AND r.id = ${lease.runId} AND r.lease_token = ${lease.token} AND r.position = ${failed.position} AND r.status IN ('queued', 'running', 'waiting')
    FOR UPDATE OF r
    ON CONFLICT (tenant_id, run_id, key) DO UPDATE
      SET status = excluded.status, attempt = excluded.attempt, error = excluded.error, run_after = excluded.run_after, due_at = excluded.due_at, ended_at = excluded.ended_at
    RETURNING id`;
  return rows[0]?.id ?? null;
}
