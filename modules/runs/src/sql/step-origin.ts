import type { WorkOrigin } from '@lime/contracts';
import type { TenantTx } from '@lime/db';

export async function readStepProvider(tx: TenantTx, runId: bigint, key: string): Promise<string | null> {
  const [step]: { provider: string | null }[] = await tx.sql`SELECT provider FROM run_steps WHERE tenant_id = ${tx.tenantId} AND run_id = ${runId} AND key = ${key}`;
  return step?.provider ?? null;
}

/** What the next attempt of a queued agent step starts from. */
export async function setStepOrigin(tx: TenantTx, runId: bigint, key: string, origin: WorkOrigin): Promise<void> {
  await tx.sql`
    UPDATE run_steps SET input = jsonb_set(input, '{from}', ${origin}::jsonb)
    WHERE tenant_id = ${tx.tenantId} AND run_id = ${runId} AND key = ${key} AND status = 'queued'`;
}
