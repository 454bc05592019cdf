import type { Json, JsonObject } from '@lime/contracts';
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
  /** Set on the last step of a run whose end nobody else has to hear of in the same transaction: it ends with the step. */
  run_output: JsonObject | null;
};

/**
 * Commits the results of steps of any number of runs in one statement: each run moves on only
 * while its lease_token and position are what the worker saw, and only then do its step and event
 * exist. Returns the runs that moved, and whether something was asked of each meanwhile; the others have been lost to another worker.
 */
export async function commitSteps(tx: TenantTx, commits: StepCommit[]): Promise<Map<bigint, { woken: boolean }>> {
  const moved: { run_id: bigint; woken: boolean }[] = await tx.sql`
    WITH done AS (
      SELECT * FROM jsonb_to_recordset(${commits}::jsonb) AS d (run_id bigint, token bigint, position int, key text, title text, kind text, status text, attempt int, output jsonb, started_at timestamptz, run_output jsonb)),
    moved AS (
      UPDATE runs r SET position = r.position + 1, waiting_on = NULL, waiting_since = NULL,
        status = CASE WHEN d.run_output IS NULL THEN 'running' ELSE 'succeeded' END,
        last_seq = r.last_seq + CASE WHEN d.run_output IS NULL THEN 1 ELSE 2 END,
        output = d.run_output,
        ended_at = CASE WHEN d.run_output IS NOT NULL THEN now() END,
        lease_expires_at = CASE WHEN d.run_output IS NULL THEN r.lease_expires_at END
      FROM done d
      WHERE r.tenant_id = ${tx.tenantId} AND r.id = d.run_id AND r.lease_token = d.token AND r.position = d.position AND r.status IN ('queued', 'running', 'waiting')
      RETURNING r.last_seq - CASE WHEN d.run_output IS NULL THEN 0 ELSE 1 END AS seq, r.wake AS woken, d.*),
    step AS (
      INSERT INTO run_steps (tenant_id, run_id, key, title, kind, position, status, attempt, output, started_at, ended_at)
      SELECT ${tx.tenantId}, run_id, key, title, kind, position, status, attempt, output, started_at, now() FROM moved
      ON CONFLICT (tenant_id, run_id, key) DO UPDATE
        SET status = excluded.status, attempt = excluded.attempt, output = excluded.output, error = NULL, lease_expires_at = NULL, due_at = NULL, ended_at = excluded.ended_at
      RETURNING id, run_id, title, status),
    event AS (
      INSERT INTO run_events (tenant_id, run_id, seq, step_id, body)
      SELECT ${tx.tenantId}, s.run_id, m.seq, s.id, jsonb_build_object('type', 'status', 'status', s.status, 'text', s.title || ' ' || s.status)
      FROM step s JOIN moved m USING (run_id)
      UNION ALL
      SELECT ${tx.tenantId}, run_id, seq + 1, NULL, '{"type": "status", "status": "succeeded", "text": "Done"}'::jsonb FROM moved WHERE run_output IS NOT NULL)
    SELECT run_id, woken FROM moved`;
  return new Map(moved.map((row) => [row.run_id, { woken: row.woken }]));
}
