import type { TenantTx } from '@lime/db';

export type LockedStep = { id: bigint; run_id: bigint; parent_step_id: bigint | null; title: string; lease_token: bigint; status: string; attempt: number };

/** Reads a step and holds its row until the transaction ends. */
export async function lockStep(tx: TenantTx, stepId: bigint): Promise<LockedStep | null> {
  const [step]: LockedStep[] = await tx.sql`
    SELECT id, run_id, parent_step_id, title, lease_token, status, attempt FROM run_steps WHERE tenant_id = ${tx.tenantId} AND id = ${stepId} FOR UPDATE`;
  return step ?? null;
}
