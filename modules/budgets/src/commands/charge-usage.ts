import type { TenantTx } from '@lime/db';

export type Usage = { runId: bigint; stepId: bigint | null; projectId: bigint | null; costCents: bigint; model?: string; inputTokens?: number; outputTokens?: number };

/** Records what a run has spent, and takes it off the run's reservation. */
export async function chargeUsage(tx: TenantTx, usage: Usage): Promise<void> {
  await tx.sql`
    INSERT INTO usage_records (tenant_id, project_id, run_id, step_id, model, input_tokens, output_tokens, cost_cents)
    VALUES (${tx.tenantId}, ${usage.projectId}, ${usage.runId}, ${usage.stepId}, ${usage.model ?? null}, ${usage.inputTokens ?? 0}, ${usage.outputTokens ?? 0}, ${usage.costCents})`;
  await tx.sql`
    UPDATE budget_reservations SET charged_cents = charged_cents + ${usage.costCents}
    WHERE tenant_id = ${tx.tenantId} AND run_id = ${usage.runId} AND released_at IS NULL`;
}
