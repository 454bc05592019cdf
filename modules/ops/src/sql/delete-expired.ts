import type { EngineTx } from '@lime/db';

/** Deletes what has served its time, over all tenants; returns how many rows went. */
export async function deleteExpired(tx: EngineTx): Promise<number> {
  const [row]: { count: number }[] = await tx.sql`
    WITH keys AS (DELETE FROM idempotency_keys WHERE created_at < now() - interval '7 days' RETURNING 1),
    links AS (DELETE FROM sign_in_links WHERE expires_at < now() - interval '7 days' RETURNING 1),
    old_sessions AS (DELETE FROM sessions WHERE least(expires_at, revoked_at) < now() - interval '30 days' RETURNING 1),
    deliveries AS (DELETE FROM webhook_events WHERE received_at < now() - interval '14 days' RETURNING 1)
    SELECT ((SELECT count(*) FROM deliveries) + (SELECT count(*) FROM keys) + (SELECT count(*) FROM links) + (SELECT count(*) FROM old_sessions))::int AS count`;
  return row?.count ?? 0;
}
