import type { TenantTx } from '@lime/db';

/** A run's step by its key. */
export async function findStep(tx: TenantTx, runId: bigint, key: string): Promise<bigint | null> {
  const [row]: { id: bigint }[] = await tx.sql`SELECT id FROM run_steps WHERE tenant_id = ${tx.tenantId} AND run_id = ${runId} AND key = ${key}`;
  return row?.id ?? null;
}
