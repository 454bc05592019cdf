import type { EngineTx } from '@lime/db';

/** Which of the runs, of any tenant, have not ended. */
export async function readOpenRuns(tx: EngineTx, runIds: string[]): Promise<Set<string>> {
  const rows: { id: bigint }[] = await tx.sql`
    SELECT id FROM runs WHERE status IN ('queued', 'running', 'waiting') AND id = ANY (${`{${runIds.join(',')}}`}::bigint[])`;
  return new Set(rows.map((row) => String(row.id)));
}
