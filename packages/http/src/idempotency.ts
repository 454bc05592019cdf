import { type Problem, ProblemError, refuse, sha256Hex } from '@lime/kernel';
import type { Db, TenantTx } from '@lime/db';
import type { Principal, RouteResult } from './route.ts';

/** The status is null until the work has ended. */
type Kept = { request_hash: string; status: 200 | 201 | 202 | 204 | null; body: unknown };

/** One request, as a repetition is known by. `secrets`: members of the body and of the answer that are left out of what is kept; also of the hash, from which a short one could be guessed. */
export type KeyedRequest = { person: Principal; key: string; method: string; path: string; body: unknown; secrets: readonly string[] };

const reused: Problem = { status: 409, code: 'idempotency_key_reused', title: 'Key used before', detail: 'This Idempotency-Key was sent with another request. Use a new key for a new request.' };
const doneAlready: Problem = { status: 409, code: 'done_already', title: 'Done already', detail: 'The request with this Idempotency-Key was done. What it answered is not kept: it is no JSON.' };
const outcomeUnknown: Problem = { status: 409, code: 'outcome_unknown', title: 'Not known whether it was done', detail: 'The request with this Idempotency-Key is still being done, or was cut off while another server was asked. Look whether it was done; if not, send it with a new key.' };

/**
 * Does a mutation at most once per `Idempotency-Key` and person: the answer is kept in the same
 * transaction as the change, and given again, without its secrets, to whoever repeats the request.
 * The same key with another request is refused with 409.
 */
export async function onceByKey(tx: TenantTx, request: KeyedRequest, work: () => Promise<RouteResult>): Promise<RouteResult> {
  const kept = await findKept(tx, request);
  if (kept) return kept;
  await insertKey(tx, request);
  const result = await work();
  await keepAnswer(tx, request, result);
  return result;
}

/**
 * The same for work that asks another server, while no transaction is open: the key is taken before it, and is free
 * again when the work is refused. What was cut off is not begun again by a repetition: 409 `outcome_unknown`.
 */
export async function onceOutside(db: Db, request: KeyedRequest, work: () => Promise<RouteResult>): Promise<RouteResult> {
  const { tenantId } = request.person;
  const kept = await db.tenant(tenantId, async (tx) => (await findKept(tx, request)) ?? insertKey(tx, request));
  if (kept) return kept;
  const result = await work().catch(async (error: unknown) => {
    if (error instanceof ProblemError) await db.tenant(tenantId, (tx) => freeKey(tx, request));
    throw error;
  });
  await db.tenant(tenantId, (tx) => keepAnswer(tx, request, result));
  return result;
}

/** What was answered before; null when this is the first such request. */
async function findKept(tx: TenantTx, request: KeyedRequest): Promise<RouteResult | null> {
  const { person, key } = request;
  if (key.length > 200) refuse({ status: 400, code: 'invalid_idempotency_key', title: 'Key too long', detail: 'An Idempotency-Key may have at most 200 characters.' });
  await tx.sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${tx.tenantId}:${person.userId}:${key}`}, 0))`;
  const [kept]: Kept[] = await tx.sql`
    SELECT request_hash, status, body FROM idempotency_keys WHERE tenant_id = ${tx.tenantId} AND user_id = ${person.userId} AND key = ${key}`;
  if (!kept) return null;
  if (kept.request_hash !== hashOf(request)) refuse(reused);
  if (kept.status === null) refuse(outcomeUnknown);
  if (kept.status === 204) return { status: 204, repeats: true };
  return kept.body === null ? refuse(doneAlready) : { status: kept.status, body: kept.body, repeats: true };
}

async function insertKey(tx: TenantTx, request: KeyedRequest): Promise<null> {
  await tx.sql`
    INSERT INTO idempotency_keys (tenant_id, user_id, key, request_hash, status, body) VALUES (${tx.tenantId}, ${request.person.userId}, ${request.key}, ${hashOf(request)}, NULL, 'null')`;
  return null;
}

async function keepAnswer(tx: TenantTx, { person, key, secrets }: KeyedRequest, result: RouteResult): Promise<void> {
  const body = 'body' in result ? withoutSecrets(result.body, secrets) : null;
  await tx.sql`
    UPDATE idempotency_keys SET status = ${'raw' in result ? 200 : result.status}, body = ${JSON.stringify(body)}::text::jsonb
    WHERE tenant_id = ${tx.tenantId} AND user_id = ${person.userId} AND key = ${key}`;
}

async function freeKey(tx: TenantTx, { person, key }: KeyedRequest): Promise<void> {
  await tx.sql`DELETE FROM idempotency_keys WHERE tenant_id = ${tx.tenantId} AND user_id = ${person.userId} AND key = ${key}`;
}

function hashOf({ method, path, body, secrets }: KeyedRequest): string {
  return sha256Hex(JSON.stringify([method, path, withoutSecrets(body, secrets) ?? null]));
}

function withoutSecrets(body: unknown, secrets: readonly string[]): unknown {
  if (secrets.length === 0 || typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => !secrets.includes(name)));
}
