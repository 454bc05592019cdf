import type { TenantTx } from '@lime/db';

/** Of these runs, the ones that have not ended: a runner may still need their workspaces. */
export async function neededWorkspaces(tx: TenantTx, runIds: string[]): Promise<string[]> {
  const rows: { id: bigint }[] = await tx.sql`
    SELECT id FROM runs WHERE tenant_id = ${tx.tenantId} AND status IN ('queued', 'running', 'waiting')
      AND id = ANY (${`{${runIds.join(',')}}`}::bigint[])`;
  return rows.map((row) => String(row.id));
}
