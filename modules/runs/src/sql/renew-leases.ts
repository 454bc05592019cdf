import type { EngineTx } from '@lime/db';
import type { HeldLeases } from '../context.ts';
import { runLeaseMs } from '../tunables.ts';

/**
 * Renews leases in one statement for runs and one for steps, and returns those that it could not,
 * which of the runs are asked to end, and which of the steps have ended or belong to others by now.
 * It waits for no row: holding many while waiting for another is how transactions block each other.
 */
export async function renewLeases(tx: EngineTx, held: HeldLeases): Promise<{ left: HeldLeases; askedToEnd: bigint[]; taken: bigint[] }> {
  const seconds = runLeaseMs / 1000;
  const rows = (leases: Map<bigint, bigint>) => [...leases].map(([id, token]) => ({ id: String(id), token: String(token) }));
  const runs: { id: bigint; cancelled: boolean }[] = await tx.sql`
    WITH mine AS (
      SELECT r.id FROM runs r JOIN jsonb_to_recordset(${rows(held.runs)}::jsonb) AS h (id bigint, token bigint) ON r.id = h.id AND r.lease_token = h.token
      WHERE r.lease_expires_at IS NOT NULL FOR NO KEY UPDATE OF r SKIP LOCKED)
    UPDATE runs r SET lease_expires_at = now() + make_interval(secs => ${seconds}) FROM mine WHERE r.id = mine.id RETURNING r.id, r.cancel_requested_at IS NOT NULL AS cancelled`;
  const steps: { id: bigint }[] = await tx.sql`
    WITH mine AS (
      SELECT s.id FROM run_steps s JOIN jsonb_to_recordset(${rows(held.steps)}::jsonb) AS h (id bigint, token bigint) ON s.id = h.id AND s.lease_token = h.token
      WHERE s.status = 'running' FOR NO KEY UPDATE OF s SKIP LOCKED)
    UPDATE run_steps s SET lease_expires_at = now() + make_interval(secs => ${seconds}), due_at = now() + make_interval(secs => ${seconds}) FROM mine WHERE s.id = mine.id RETURNING s.id`;
  const taken: { id: bigint }[] = await tx.sql`
    SELECT s.id FROM run_steps s JOIN jsonb_to_recordset(${rows(held.steps)}::jsonb) AS h (id bigint, token bigint) ON s.id = h.id
    WHERE s.lease_token <> h.token OR s.status <> 'running'`;
  return { left: { runs: without(held.runs, runs), steps: without(held.steps, steps) }, askedToEnd: runs.filter((run) => run.cancelled).map((run) => run.id), taken: taken.map((step) => step.id) };
}

function without(leases: Map<bigint, bigint>, renewed: { id: bigint }[]): Map<bigint, bigint> {
  const done = new Set(renewed.map((row) => row.id));
  return new Map([...leases].filter(([id]) => !done.has(id)));
}
