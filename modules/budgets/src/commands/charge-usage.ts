import type { TenantTx } from '@lime/db';

/** What one call used of a model. `inputTokens` counts all that was read; the cache's shares of it stand apart. */
export type Usage = {
  runId: bigint;
  /** The run whose reservation pays: the run itself, or the root above it. */
  payerRunId: bigint;
  stepId: bigint | null;
  projectId: bigint | null;
  costMicros: bigint;
  model?: string;
  inputTokens?: number;
  outputTokens?: number;
  cacheReadTokens?: number;
  cacheWriteTokens?: number;
};

/** Records what a run has spent, and takes it off the reservation that pays for it. */
export function chargeUsage(tx: TenantTx, usage: Usage): void {
  tx.send(tx.sql`
    INSERT INTO usage_records (tenant_id, project_id, run_id, step_id, model, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cost_micros, provider, mode)
    SELECT ${tx.tenantId}, ${usage.projectId}::bigint, ${usage.runId}::bigint, ${usage.stepId}::bigint, ${usage.model ?? null}::text, ${usage.inputTokens ?? 0}::bigint, ${usage.outputTokens ?? 0}::bigint,
      ${usage.cacheReadTokens ?? 0}::bigint, ${usage.cacheWriteTokens ?? 0}::bigint, ${usage.costMicros}::bigint, r.provider, r.mode
    FROM (SELECT 1) AS always LEFT JOIN budget_reservations r ON r.tenant_id = ${tx.tenantId} AND r.run_id = ${usage.payerRunId}`);
  tx.send(tx.sql`
    UPDATE budget_reservations SET charged_micros = charged_micros + ${usage.costMicros}
    WHERE tenant_id = ${tx.tenantId} AND run_id = ${usage.payerRunId} AND released_at IS NULL`);
}
