import type { Evidence, Proof } from './evidence.ts';

/** Every run's events are numbered from 1 without holes, and the last one tells of its end. */
export async function proveEventsWhole({ sql }: Evidence): Promise<Proof> {
  const rows: { id: string; status: string; last_seq: string; count: string; first: string; last: string; said: string | null }[] = await sql`
    SELECT r.id::text, r.status, r.last_seq::text, count(e.seq)::text AS count, min(e.seq)::text AS first, max(e.seq)::text AS last,
      (SELECT body->>'status' FROM run_events x WHERE x.run_id = r.id AND x.tenant_id = r.tenant_id AND x.seq = r.last_seq) AS said
    FROM runs r LEFT JOIN run_events e ON e.tenant_id = r.tenant_id AND e.run_id = r.id GROUP BY r.tenant_id, r.id`;
  const holed = rows.filter((row) => row.first !== '1' || row.last !== row.last_seq || row.count !== row.last_seq);
  const unended = rows.filter((row) => row.said !== row.status);
  const total = rows.reduce((sum, row) => sum + Number(row.count), 0);
  return {
    claim: 'every event sequence is without holes',
    seen: `${total} events of ${rows.length} runs`,
    violations: [
      ...holed.map((row) => `run ${row.id}: ${row.count} events from ${row.first} to ${row.last}, but last_seq ${row.last_seq}`),
      ...unended.map((row) => `run ${row.id} is ${row.status}, but its last event says ${row.said}`),
    ],
  };
}
