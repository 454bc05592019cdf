import type { ConcurrencyLimit, SetLimitBody } from '@lime/contracts';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantRead, TenantTx } from '@lime/db';
import { deleteLimit, readLimits, upsertLimit } from '../sql/concurrency-limits.ts';
import type { RunsContext } from '../context.ts';
import { defaultTenantLimit } from '../tunables.ts';

/** The tenant's limits; the one of the tenant as a whole is always among them. */
export async function listLimits(tx: TenantRead): Promise<ConcurrencyLimit[]> {
  const rows = await readLimits(tx);
  return rows.some((row) => row.scope === 'tenant') ? rows : [{ scope: 'tenant', max: defaultTenantLimit }, ...rows];
}

/**
 * Sets a limit, or takes it away (`max: null`; the tenant as a whole falls back to the default). A
 * lower one stops nothing that is in flight, it holds back the next claims; a higher one lets them go on at once.
 */
export async function setLimit(ctx: Pick<RunsContext, 'announcer'>, tx: TenantTx, actor: Actor, { scope, max }: SetLimitBody): Promise<void> {
  if (max === null) await deleteLimit(tx, scope);
  else await upsertLimit(tx, { scope, max });
  recordAudit(tx, { actor, action: 'concurrency_limit.set', target: { type: 'concurrency_limit', id: null }, payload: { scope, max } });
  tx.afterCommit(() => ctx.announcer.announce(`steps:${tx.tenantId}`));
}
