import type { RunEvent, RunEventBody } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { idOrNull } from './run-summary.ts';

type EventRow = { seq: bigint; at: Date; step_id: bigint | null; body: RunEventBody };

/** A run's events past `after`, in order, at most `limit`. */
export async function readEvents(tx: TenantRead, runId: bigint, after: number, limit: number): Promise<RunEvent[]> {
  const rows: EventRow[] = await tx.sql`
    SELECT seq, at, step_id, body FROM run_events WHERE tenant_id = ${tx.tenantId} AND run_id = ${runId} AND seq > ${after} ORDER BY seq LIMIT ${limit}`;
  return rows.map((row) => ({ seq: Number(row.seq), at: row.at.toISOString(), stepId: idOrNull(row.step_id), body: row.body }));
}
