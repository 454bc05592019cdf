import type { ConcurrencyLimit } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';

export async function readLimits(tx: TenantRead): Promise<ConcurrencyLimit[]> {
  return await tx.sql`SELECT scope, max FROM concurrency_limits WHERE tenant_id = ${tx.tenantId} ORDER BY scope DESC`;
}

/** Adds a limit, or changes the one of its scope. */
export async function upsertLimit(tx: TenantTx, limit: ConcurrencyLimit): Promise<void> {
  await tx.sql`
    INSERT INTO concurrency_limits (tenant_id, scope, max) VALUES (${tx.tenantId}, ${limit.scope}, ${limit.max})
    ON CONFLICT (tenant_id, scope) DO UPDATE SET max = excluded.max`;
}

export async function deleteLimit(tx: TenantTx, scope: string): Promise<void> {
  await tx.sql`DELETE FROM concurrency_limits WHERE tenant_id = ${tx.tenantId} AND scope = ${scope}`;
}
