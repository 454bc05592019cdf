import type { StepKind } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { Lease } from './lease.ts';

export type InlineStep = { key: string; title: string; kind: StepKind; position: number };

/** Shows an inline step as running, for people and for the effects that hang on it. Null when the lease is gone. */
export async function beginInlineStep(tx: TenantTx, lease: Lease, step: InlineStep): Promise<bigint | null> {
  const rows: { id: bigint }[] = await tx.sql`
    INSERT INTO run_steps (tenant_id, run_id, key, title, kind, position, status, started_at)
    SELECT ${tx.tenantId}, r.id, ${step.key}, ${step.title}, ${step.kind}, ${step.position}, 'running', now()
    FROM runs r
    WHERE r.tenant_id = ${tx.tenantId} AND r.id = ${lease.runId} AND r.lease_token = ${lease.token} AND r.position = ${step.position} AND r.status IN ('queued', 'running', 'waiting')
    FOR UPDATE OF r
    ON CONFLICT (tenant_id, run_id, key) DO UPDATE SET status = 'running', due_at = NULL, run_after = NULL, ended_at = NULL
    RETURNING id`;
  return rows[0]?.id ?? null;
}
