import type { EngineTx } from '@lime/db';
import { alarmSnoozeMs, untakenAfterMs } from '../tunables.ts';

/** `alarm`: a step's time has come. Otherwise the run waits for a worker, and is found again until one has it. */
export type DueRun = { tenant_id: bigint; run_id: bigint; alarm: boolean };

/**
 * Runs that need a worker now, over all tenants: a step's alarm has gone off, a server died with
 * its hold on the run, a queued run's job was lost, or a wake-up's was. Alarms are snoozed, so that servers
 * sweeping at once share the work and a slow answer is not asked for twice.
 */
export async function sweepDueRuns(tx: EngineTx, limit: number): Promise<DueRun[]> {
  const snooze = alarmSnoozeMs / 1000;
  return await tx.sql`
    WITH alarms AS (
      UPDATE run_steps SET due_at = now() + make_interval(secs => ${snooze})
      WHERE id IN (SELECT id FROM run_steps WHERE due_at <= now() ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING tenant_id, run_id),
    abandoned AS (
      SELECT tenant_id, id AS run_id FROM runs WHERE lease_expires_at < now() ORDER BY lease_expires_at LIMIT ${limit}),
    untaken AS (
      SELECT tenant_id, id AS run_id FROM runs
      WHERE status = 'queued' AND lease_expires_at IS NULL AND created_at < now() - make_interval(secs => ${untakenAfterMs / 1000}) ORDER BY created_at LIMIT ${limit}),
    woken AS (
      SELECT tenant_id, id AS run_id FROM runs WHERE wake AND lease_expires_at IS NULL AND status IN ('queued', 'running', 'waiting') ORDER BY id LIMIT ${limit})
    SELECT DISTINCT tenant_id, run_id, true AS alarm FROM alarms
    UNION ALL
    (SELECT tenant_id, run_id, false FROM abandoned UNION SELECT tenant_id, run_id, false FROM untaken UNION SELECT tenant_id, run_id, false FROM woken)`;
}
