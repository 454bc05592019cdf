import type { Json } from '@lime/contracts';
import type { TenantTx } from '@lime/db';

/** The result of an inline step, and the lease under which it was made. Ids as text: they travel as JSON. */
export type StepCommit = {
  run_id: string;
  token: string;
  position: number;
  key: string;
  title: string;
  kind: string;
  status: 'succeeded' | 'skipped';
  attempt: number;
  output: Json;
  started_at: string;
};

/**
 * Commits the results of steps of any number of runs in one statement: each run moves on only
 * while its lease_token and position are what the worker saw, and only then do its step and event
 * exist. Returns the ids of the runs that moved; the others have been lost to another worker.
 */
export async function commitSteps(tx: TenantTx, commits: StepCommit[]): Promise<Set<bigint>> {
  const moved: { run_id: bigint }[] = await tx.sql`
    WITH done AS (
      SELECT * FROM jsonb_to_recordset(${commits}::jsonb) AS d (run_id bigint, token bigint, position int, key text, title text, kind text, status text, attempt int, output jsonb, started_at timestamptz)),
    moved AS (
      UPDATE runs r SET position = r.position + 1, status = 'running', waiting_on = NULL, waiting_since = NULL, last_seq = r.last_seq + 1
      FROM done d
      WHERE r.tenant_id = ${tx.tenantId} AND r.id = d.run_id AND r.lease_token = d.token AND r.position = d.position AND r.status IN ('queued', 'running', 'waiting')
      RETURNING r.last_seq, d.*),
    step AS (
      INSERT INTO run_steps (tenant_id, run_id, key, title, kind, position, status, attempt, output, started_at, ended_at)
      SELECT ${tx.tenantId}, run_id, key, title, kind, position, status, attempt, output, started_at, now() FROM moved
      ON CONFLICT (tenant_id, run_id, key) DO UPDATE
        SET status = excluded.status, attempt = excluded.attempt, output = excluded.output, error = NULL, lease_expires_at = NULL, due_at = NULL, ended_at = excluded.ended_at
      RETURNING id, run_id, title, status)
    INSERT INTO run_events (tenant_id, run_id, seq, step_id, body)
    SELECT ${tx.tenantId}, s.run_id, m.last_seq, s.id, jsonb_build_object('type', 'status', 'status', s.status, 'text', s.title || ' ' || s.status)
    FROM step s JOIN moved m USING (run_id)
    RETURNING run_id`;
  return new Set(moved.map((row) => row.run_id));
}
