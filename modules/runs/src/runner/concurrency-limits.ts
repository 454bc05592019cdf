import type { ConcurrencyLimit } from '@lime/contracts';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantRead, TenantTx } from '@lime/db';
import { readLimits, upsertLimit } from '../sql/concurrency-limits.ts';
import { defaultTenantLimit } from '../tunables.ts';

/** The tenant's limits; the one of the tenant as a whole is always among them. */
export async function listLimits(tx: TenantRead): Promise<ConcurrencyLimit[]> {
  const rows = await readLimits(tx);
  return rows.some((row) => row.scope === 'tenant') ? rows : [{ scope: 'tenant', max: defaultTenantLimit }, ...rows];
}

/** Sets a limit. A lower one stops nothing that is in flight; it holds back the next claims. */
export async function setLimit(tx: TenantTx, actor: Actor, limit: ConcurrencyLimit): Promise<void> {
  await upsertLimit(tx, limit);
  recordAudit(tx, { actor, action: 'concurrency_limit.set', target: { type: 'concurrency_limit', id: null }, payload: limit });
}
