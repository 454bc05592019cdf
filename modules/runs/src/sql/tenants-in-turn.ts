import type { EngineTx } from '@lime/db';
import { defaultTenantLimit } from '../tunables.ts';

/** A number that no other lock of ours has. */
const turnLock = 76_108;

/** Claims by shared runners choose one after another, each seeing the ones before it: until the transaction ends, no other chooses. */
export async function lockTurns(tx: EngineTx): Promise<void> {
  await tx.sql`SELECT pg_advisory_xact_lock(${turnLock})`;
}

/**
 * The tenants that have a step for this shared runner within every limit, in the order of their turn: who
 * has the fewest steps in flight on shared runners first, of those who was served longest ago. However
 * many steps a tenant queues, it waits for its turn. None when the runner is full. What a tenant's claim
 * demands (see claim-step.ts) is demanded here too, without a look at what the work is.
 */
export async function tenantsInTurn(tx: EngineTx, runner: { id: bigint; tokenId: bigint }): Promise<bigint[]> {
  const rows: { tenant_id: bigint }[] = await tx.sql`
    WITH in_flight AS MATERIALIZED (
      SELECT tenant_id, provider, parent_step_id, shared_runner_id FROM run_steps WHERE kind = 'agent' AND status = 'running'),
    me AS (
      SELECT n.id, n.providers, n.labels FROM shared_runners n
      WHERE n.id = ${runner.id} AND n.token_id = ${runner.tokenId} AND (SELECT count(*) FROM in_flight f WHERE f.shared_runner_id = n.id) < n.capacity),
    room AS (
      SELECT t.id, turn.served_at, (SELECT count(*) FROM in_flight f WHERE f.tenant_id = t.id AND f.shared_runner_id IS NOT NULL) AS on_shared
      FROM tenants t LEFT JOIN shared_turns turn ON turn.tenant_id = t.id
      WHERE (SELECT count(*) FROM in_flight f WHERE f.tenant_id = t.id)
        < coalesce((SELECT max FROM concurrency_limits l WHERE l.tenant_id = t.id AND l.scope = 'tenant'), ${defaultTenantLimit}))
    SELECT room.id AS tenant_id FROM me, room, LATERAL (
      SELECT s.id FROM run_steps s JOIN runs r ON r.tenant_id = s.tenant_id AND r.id = s.run_id
      WHERE s.tenant_id = room.id AND s.kind = 'agent' AND s.status = 'queued' AND (s.run_after IS NULL OR s.run_after <= now())
        AND r.status IN ('queued', 'running', 'waiting') AND r.cancel_requested_at IS NULL
        AND me.providers ? s.provider AND me.labels @> s.labels
        AND (SELECT count(*) FROM in_flight f WHERE f.tenant_id = s.tenant_id AND f.provider = s.provider)
          < coalesce((SELECT max FROM concurrency_limits l WHERE l.tenant_id = s.tenant_id AND l.scope = 'provider:' || s.provider), ${defaultTenantLimit})
        AND (s.parent_step_id IS NULL OR (SELECT count(*) FROM in_flight f WHERE f.parent_step_id = s.parent_step_id)
          < (SELECT m.item_limit FROM run_steps m WHERE m.id = s.parent_step_id))
      ORDER BY s.id LIMIT 1) first
    ORDER BY room.on_shared, room.served_at NULLS FIRST, first.id`;
  return rows.map((row) => row.tenant_id);
}
