import type { Evidence, Proof } from './evidence.ts';

/** After the end nothing is held, open or half-told: no lease, step, question or job. */
export async function proveRowsAtRest({ sql, played }: Evidence): Promise<Proof> {
  const rows: { what: string; count: number }[] = await sql`
    SELECT 'runs hold a lease' AS what, count(*)::int AS count FROM runs WHERE lease_expires_at IS NOT NULL
    UNION ALL SELECT 'steps hold a lease', count(*)::int FROM run_steps WHERE lease_expires_at IS NOT NULL
    UNION ALL SELECT 'steps have an alarm set', count(*)::int FROM run_steps WHERE due_at IS NOT NULL
    UNION ALL SELECT 'steps have not ended', count(*)::int FROM run_steps WHERE status IN ('queued', 'running', 'waiting')
    UNION ALL SELECT 'questions are open', count(*)::int FROM gates WHERE status = 'open'
    UNION ALL SELECT 'decided questions lack their decision, or have two', count(*)::int FROM gates g WHERE status IN ('approved', 'rejected') AND (SELECT count(*) FROM approvals a WHERE a.gate_id = g.id) <> 1
    UNION ALL SELECT 'steps were recorded twice', count(*)::int FROM (SELECT 1 FROM run_steps GROUP BY tenant_id, run_id, key HAVING count(*) > 1) twice
    UNION ALL SELECT 'jobs are in a dead-letter queue', count(*)::int FROM pgboss.job WHERE name LIKE '%.dead'
    UNION ALL SELECT 'tickets of successful runs are not done', count(*)::int FROM tickets t JOIN runs r ON r.id = t.latest_run_id WHERE r.status = 'succeeded' AND t.column_key <> 'done'
    UNION ALL SELECT 'runs were started without an audit row, or with two', abs(count(*)::int - ${played.length}) FROM audit_log WHERE action = 'run.start'`;
  return { claim: 'nothing is held or left half done', seen: `${rows.length} questions asked of the rows`, violations: rows.filter((row) => row.count > 0).map((row) => `${row.count} ${row.what}`) };
}
