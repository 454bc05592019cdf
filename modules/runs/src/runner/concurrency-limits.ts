import type { ConcurrencyLimit } from '@lime/contracts';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { defaultTenantLimit } from '../tunables.ts';

/** The tenant's limits; the one of the tenant as a whole is always among them. */
export async function listLimits(tx: TenantTx): Promise<ConcurrencyLimit[]> {
  const rows: ConcurrencyLimit[] = await tx.sql`SELECT scope, max FROM concurrency_limits WHERE tenant_id = ${tx.tenantId} ORDER BY scope DESC`;
  return rows.some((row) => row.scope === 'tenant') ? rows : [{ scope: 'tenant', max: defaultTenantLimit }, ...rows];
}

/** Sets a limit. A lower one stops nothing that is in flight; it holds back the next claims. */
export async function setLimit(tx: TenantTx, actor: Actor, limit: ConcurrencyLimit): Promise<void> {
  await tx.sql`
    INSERT INTO concurrency_limits (tenant_id, scope, max) VALUES (${tx.tenantId}, ${limit.scope}, ${limit.max})
    ON CONFLICT (tenant_id, scope) DO UPDATE SET max = excluded.max`;
  await recordAudit(tx, { actor, action: 'concurrency_limit.set', target: { type: 'concurrency_limit', id: null }, payload: limit });
}
