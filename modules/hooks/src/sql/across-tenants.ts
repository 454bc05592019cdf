import type { EngineTx } from '@lime/db';

/** Which of the tenants, all of them when none are named, have hooks that could be taken up. */
export async function readTenantsWithWork(tx: EngineTx, among: bigint[] | null): Promise<bigint[]> {
  const named = among === null ? null : `{${among.join(',')}}`;
  const rows: { tenant_id: bigint }[] = await tx.sql`
    SELECT DISTINCT tenant_id FROM hook_runs
    WHERE ((status = 'queued' AND run_after <= now()) OR (status = 'running' AND lease_expires_at < now()))
      AND (${named}::bigint[] IS NULL OR tenant_id = ANY (${named}::bigint[]))`;
  return rows.map((row) => row.tenant_id);
}
