import type { TenantTx } from '@lime/db';

type RunCost = { project_id: bigint | null; cost_cents: bigint; reserved_cents: bigint };

/** Adds what was spent to the run's cost, and returns what it has cost and may cost. */
export async function addCost(tx: TenantTx, runId: bigint, spentCents: bigint): Promise<RunCost | null> {
  const [run]: RunCost[] = await tx.sql`
    UPDATE runs SET cost_cents = cost_cents + ${spentCents} WHERE tenant_id = ${tx.tenantId} AND id = ${runId} RETURNING project_id, cost_cents, reserved_cents`;
  return run ?? null;
}
