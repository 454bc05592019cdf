import type { JsonObject, StepKind, StepStatus } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { Lease } from './lease.ts';

export type OpenStep = {
  key: string;
  title: string;
  kind: StepKind;
  position: number;
  status: Extract<StepStatus, 'queued' | 'running' | 'waiting'>;
  provider?: string;
  input?: JsonObject;
  itemLimit?: number;
  maxAttempts?: number;
  backoffMs?: number;
  signal?: string;
  /** Counted from the moment a runner takes the step up. */
  timeoutSeconds?: number;
  runAfter?: Date;
  timeoutAt?: Date;
  /** When the engine must look again. */
  dueAt?: Date;
};

/**
 * Writes a step that begins now and ends later. Only the run's holder may, and only once per key:
 * null when the lease is gone or the step exists.
 */
export async function openStep(tx: TenantTx, lease: Lease, step: OpenStep): Promise<bigint | null> {
  const rows: { id: bigint }[] = await tx.sql`
    INSERT INTO run_steps (tenant_id, run_id, key, title, kind, position, status, provider, input, item_limit, max_attempts, backoff_ms, signal, timeout_seconds, run_after, timeout_at, due_at, started_at)
    SELECT ${tx.tenantId}, r.id, ${step.key}, ${step.title}, ${step.kind}, ${step.position}, ${step.status}, ${step.provider ?? null}, ${step.input ?? {}}::jsonb,
      ${step.itemLimit ?? null}, ${step.maxAttempts ?? 1}, ${step.backoffMs ?? 0}, ${step.signal ?? null}, ${step.timeoutSeconds ?? null}, ${step.runAfter ?? null}, ${step.timeoutAt ?? null}, ${step.dueAt ?? null},
      CASE WHEN ${step.status} = 'queued' THEN NULL ELSE now() END
    FROM runs r
    WHERE r.tenant_id = ${tx.tenantId} AND r.id = ${lease.runId} AND r.lease_token = ${lease.token} AND r.position = ${step.position} AND r.status IN ('queued', 'running', 'waiting')
    FOR UPDATE OF r
    ON CONFLICT (tenant_id, run_id, key) DO NOTHING
    RETURNING id`;
  return rows[0]?.id ?? null;
}
