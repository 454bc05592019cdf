import type { TenantTx } from '@lime/db';

/** How a call ended. Tokens count all input; the cache's shares of it stand apart. */
export type CallEnd = {
  status: 'answered' | 'cut' | 'failed' | 'lost';
  upstream: string | null;
  costMicros: bigint;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  estimated: boolean;
  attempts: number;
  failure: string | null;
  requestSha256: string | null;
  answerSha256: string | null;
};

/** Ends an open call, once: false when it had ended, so that nothing is charged twice. */
export async function closeCall(tx: TenantTx, callId: bigint, end: CallEnd): Promise<boolean> {
  const rows: unknown[] = await tx.sql`
    UPDATE model_calls SET status = ${end.status}, upstream = ${end.upstream}, cost_micros = ${end.costMicros}, input_tokens = ${end.inputTokens}, output_tokens = ${end.outputTokens},
      cache_read_tokens = ${end.cacheReadTokens}, cache_write_tokens = ${end.cacheWriteTokens}, estimated = ${end.estimated}, attempts = ${end.attempts}, failure = ${end.failure},
      request_sha256 = ${end.requestSha256}, answer_sha256 = ${end.answerSha256}, ended_at = now(), lease_expires_at = NULL
    WHERE tenant_id = ${tx.tenantId} AND id = ${callId} AND status = 'open' RETURNING id`;
  return rows.length > 0;
}

/** Ends an open call and keeps nothing of it; false when it had ended. */
export async function forgetCall(tx: TenantTx, callId: bigint): Promise<boolean> {
  const rows: unknown[] = await tx.sql`DELETE FROM model_calls WHERE tenant_id = ${tx.tenantId} AND id = ${callId} AND status = 'open' RETURNING id`;
  return rows.length > 0;
}
