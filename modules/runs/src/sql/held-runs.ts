import type { TenantRead, TenantTx } from '@lime/db';
import { ticketsDone } from '../engine/hold-until-done.ts';

/** A run that waits until its ticket waits for no other; `waits_for`: those, in words, as far as is known. */
export type WaitingRun = { run_id: bigint; ticket_id: bigint; waits_for: string | null };

export async function readWaitingRuns(tx: TenantRead): Promise<WaitingRun[]> {
  return await tx.sql`
    SELECT s.run_id, r.ticket_id, s.input->>'waitsFor' AS waits_for FROM run_steps s JOIN runs r ON r.tenant_id = s.tenant_id AND r.id = s.run_id
    WHERE s.tenant_id = ${tx.tenantId} AND s.kind = 'wait' AND s.status = 'waiting' AND s.signal = ${ticketsDone} AND r.ticket_id IS NOT NULL ORDER BY s.id`;
}

export async function readWaitsFor(tx: TenantRead, runId: bigint): Promise<string | null> {
  const [row]: { waits_for: string | null }[] = await tx.sql`
    SELECT input->>'waitsFor' AS waits_for FROM run_steps WHERE tenant_id = ${tx.tenantId} AND run_id = ${runId} AND kind = 'wait' AND status = 'waiting' AND signal = ${ticketsDone}`;
  return row?.waits_for ?? null;
}

/** Others are waited for now. */
export async function setWaitsFor(tx: TenantTx, runId: bigint, waitsFor: string): Promise<void> {
  await tx.sql`
    UPDATE run_steps SET input = jsonb_build_object('waitsFor', ${waitsFor}::text)
    WHERE tenant_id = ${tx.tenantId} AND run_id = ${runId} AND kind = 'wait' AND status = 'waiting' AND signal = ${ticketsDone}`;
}
