import type { ModelCallView } from '@lime/contracts';
import type { TenantRead } from '@lime/db';

type Row = {
  id: bigint; step_id: bigint; protocol: string; model: string; upstream: string | null; status: ModelCallView['status']; cost_micros: bigint | null; held_micros: bigint;
  input_tokens: bigint; output_tokens: bigint; cache_read_tokens: bigint; cache_write_tokens: bigint; estimated: boolean; attempts: number; failure: string | null;
  request_sha256: string | null; answer_sha256: string | null; started_at: Date; ended_at: Date | null;
};

/** A page of a run's calls of models, oldest first, after the call of the cursor. Null when there is no such run. */
export async function listModelCalls(tx: TenantRead, runId: bigint, page: { after: bigint | null; limit: number }): Promise<{ items: ModelCallView[]; next: string | null } | null> {
  const runs: unknown[] = await tx.sql`SELECT 1 FROM runs WHERE tenant_id = ${tx.tenantId} AND id = ${runId}`;
  if (runs.length === 0) return null;
  const rows: Row[] = await tx.sql`
    SELECT * FROM model_calls WHERE tenant_id = ${tx.tenantId} AND run_id = ${runId} AND id > ${page.after ?? 0n} ORDER BY id LIMIT ${page.limit + 1}`;
  const items = rows.slice(0, page.limit).map(toView);
  return { items, next: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}

function toView(row: Row): ModelCallView {
  return {
    id: String(row.id), stepId: String(row.step_id), protocol: row.protocol, model: row.model, upstream: row.upstream, status: row.status,
    costMicros: row.cost_micros === null ? null : Number(row.cost_micros), heldMicros: Number(row.held_micros),
    inputTokens: Number(row.input_tokens), outputTokens: Number(row.output_tokens), cacheReadTokens: Number(row.cache_read_tokens), cacheWriteTokens: Number(row.cache_write_tokens),
    estimated: row.estimated, attempts: row.attempts, failure: row.failure, kept: { request: row.request_sha256 !== null, answer: row.answer_sha256 !== null },
    startedAt: row.started_at.toISOString(), endedAt: row.ended_at?.toISOString() ?? null,
  };
}
