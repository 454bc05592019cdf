import type { EngineTx, TenantTx } from '@lime/db';

/** What a tenant keeps that has said nothing of it; the default of its column, too. */
export const usualKeepDays = 90;

const batch = 1000;

/** Tenants with calls that ended longer ago than they keep them. */
export async function readTenantsWithOldCalls(tx: EngineTx): Promise<{ id: bigint; keep_days: number }[]> {
  return await tx.sql`
    SELECT t.id, coalesce(s.keep_days, ${usualKeepDays}) AS keep_days FROM tenants t LEFT JOIN model_settings s ON s.tenant_id = t.id
    WHERE EXISTS (SELECT 1 FROM model_calls c WHERE c.tenant_id = t.id AND c.status <> 'open' AND c.ended_at < now() - make_interval(days => coalesce(s.keep_days, ${usualKeepDays})))`;
}

/** `blobs`: what was kept with these calls, and with no other. */
export type OldCalls = { ids: string[]; blobs: string[] };

/** The oldest calls of a tenant that it keeps no longer, a batch of them. */
export async function readOldCalls(tx: TenantTx, keepDays: number): Promise<OldCalls> {
  const [old]: OldCalls[] = await tx.sql`
    WITH old AS (
      SELECT id, request_sha256, answer_sha256 FROM model_calls
      WHERE tenant_id = ${tx.tenantId} AND status <> 'open' AND ended_at < now() - make_interval(days => ${keepDays}) ORDER BY ended_at LIMIT ${batch}),
    kept AS (SELECT request_sha256 AS sha256 FROM old UNION SELECT answer_sha256 FROM old)
    SELECT coalesce((SELECT jsonb_agg(id::text) FROM old), '[]') AS ids,
      coalesce((SELECT jsonb_agg(sha256) FROM kept WHERE sha256 IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM model_calls c WHERE c.tenant_id = ${tx.tenantId} AND c.request_sha256 = kept.sha256 AND c.id NOT IN (SELECT id FROM old))
        AND NOT EXISTS (SELECT 1 FROM model_calls c WHERE c.tenant_id = ${tx.tenantId} AND c.answer_sha256 = kept.sha256 AND c.id NOT IN (SELECT id FROM old))), '[]') AS blobs`;
  return old ?? { ids: [], blobs: [] };
}

export async function deleteCalls(tx: TenantTx, ids: string[]): Promise<void> {
  await tx.sql`DELETE FROM model_calls WHERE tenant_id = ${tx.tenantId} AND id = ANY (${`{${ids.join(',')}}`}::bigint[])`;
}
