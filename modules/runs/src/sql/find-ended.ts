import type { TenantTx } from '@lime/db';
import type { RunRow } from '../model.ts';

/** The run, where it has ended. */
export async function findEnded(tx: TenantTx, runId: bigint): Promise<Pick<RunRow, 'id' | 'project_id'> | null> {
  const [row]: Pick<RunRow, 'id' | 'project_id'>[] = await tx.sql`SELECT id, project_id FROM runs WHERE tenant_id = ${tx.tenantId} AND id = ${runId} AND ended_at IS NOT NULL`;
  return row ?? null;
}
