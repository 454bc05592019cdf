import { refuse, sha256Hex } from '@lime/kernel';
import type { TenantTx } from '@lime/db';
import type { Principal, RouteResult } from './route.ts';

type Kept = { request_hash: string; status: 200 | 201 | 202 | 204; body: unknown };

/**
 * Does a mutation at most once per `Idempotency-Key` and person: the answer is kept in the same
 * transaction as the change, and given again to whoever repeats the request. The same key with
 * another request is refused with 409.
 */
export async function onceByKey(tx: TenantTx, person: Principal, key: string, request: { path: string; body: unknown }, work: () => Promise<RouteResult>): Promise<RouteResult> {
  if (key.length > 200) refuse({ status: 400, code: 'invalid_idempotency_key', title: 'Key too long', detail: 'An Idempotency-Key may have at most 200 characters.' });
  const hash = sha256Hex(JSON.stringify([request.path, request.body ?? null]));
  await tx.sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${tx.tenantId}:${person.userId}:${key}`}, 0))`;
  const [kept]: Kept[] = await tx.sql`
    SELECT request_hash, status, body FROM idempotency_keys WHERE tenant_id = ${tx.tenantId} AND user_id = ${person.userId} AND key = ${key}`;
  if (kept && kept.request_hash !== hash) {
    refuse({ status: 409, code: 'idempotency_key_reused', title: 'Key used before', detail: 'This Idempotency-Key was sent with another request. Use a new key for a new request.' });
  }
  if (kept) return kept.status === 204 ? { status: 204 } : { status: kept.status, body: kept.body };
  const result = await work();
  if ('raw' in result) return result;
  await tx.sql`
    INSERT INTO idempotency_keys (tenant_id, user_id, key, request_hash, status, body)
    VALUES (${tx.tenantId}, ${person.userId}, ${key}, ${hash}, ${result.status}, ${JSON.stringify('body' in result ? result.body : null)}::text::jsonb)`;
  return result;
}
