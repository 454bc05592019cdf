import type { TenantTx } from '@lime/db';
import type { StepRow } from '../model.ts';
import { agentTimeoutSeconds, defaultTenantLimit, stepLeaseMs } from '../tunables.ts';

export type ClaimedStep = StepRow & { runner_name: string; timeout_seconds: number; cache_key: string; project_id: bigint | null };

/** Who claims: a runner of the tenant's own, or a shared one that has come to the tenant in its turn. */
export type Claimer = { id: bigint; tokenId: bigint; shared: boolean };

/**
 * Claims the oldest queued agent step that this runner may do within the limits of its tenant, of
 * the step's provider, of the map it belongs to, and of the runner itself. The tenant's row is
 * locked first, in a statement of its own: a tenant's claims count one after another, each seeing
 * the ones before it, so that no limit is ever passed. How much a shared runner has in hand over all
 * tenants is seen where its turns are given out (tenants-in-turn.ts).
 * From now on only who can show what `hash` is of speaks for the step.
 */
export async function claimStep(tx: TenantTx, runner: Claimer, hash: Uint8Array): Promise<ClaimedStep | null> {
  const lease = stepLeaseMs / 1000;
  const [ownId, sharedId] = runner.shared ? [null, runner.id] : [runner.id, null];
  const [tenant]: { cache_key: string }[] = await tx.sql`SELECT cache_key::text FROM tenants WHERE id = ${tx.tenantId} FOR NO KEY UPDATE`;
  const [step]: Omit<ClaimedStep, 'cache_key'>[] = await tx.sql`
    WITH own AS (
      UPDATE runners SET last_seen_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ${ownId}::bigint AND token_id = ${runner.tokenId}
      RETURNING id, name, providers, labels, capacity),
    me AS (
      SELECT id, name, providers, labels, capacity FROM own
      UNION ALL
      SELECT NULL, name, providers, labels, capacity FROM shared_runners WHERE id = ${sharedId}::bigint AND token_id = ${runner.tokenId}),
    in_flight AS (
      SELECT provider, runner_id, parent_step_id FROM run_steps WHERE tenant_id = ${tx.tenantId} AND kind = 'agent' AND status = 'running'),
    next AS (
      SELECT s.id, me.name, r.project_id FROM me, run_steps s JOIN runs r ON r.tenant_id = s.tenant_id AND r.id = s.run_id
      WHERE s.tenant_id = ${tx.tenantId} AND s.kind = 'agent' AND s.status = 'queued' AND (s.run_after IS NULL OR s.run_after <= now())
        AND r.status IN ('queued', 'running', 'waiting') AND r.cancel_requested_at IS NULL
        AND me.providers ? s.provider AND me.labels @> s.labels
        AND (SELECT count(*) FROM in_flight WHERE runner_id = me.id) < me.capacity
        AND (SELECT count(*) FROM in_flight) < coalesce((SELECT max FROM concurrency_limits WHERE tenant_id = ${tx.tenantId} AND scope = 'tenant'), ${defaultTenantLimit})
        AND (SELECT count(*) FROM in_flight f WHERE f.provider = s.provider)
          < coalesce((SELECT max FROM concurrency_limits WHERE tenant_id = ${tx.tenantId} AND scope = 'provider:' || s.provider), ${defaultTenantLimit})
        AND (s.parent_step_id IS NULL OR (SELECT count(*) FROM in_flight f WHERE f.parent_step_id = s.parent_step_id)
          < (SELECT m.item_limit FROM run_steps m WHERE m.tenant_id = s.tenant_id AND m.id = s.parent_step_id))
      ORDER BY s.id LIMIT 1 FOR UPDATE OF s SKIP LOCKED)
    UPDATE run_steps s SET status = 'running', lease_token = s.lease_token + 1, claim_hash = ${hash}, runner_id = ${ownId}::bigint, shared_runner_id = ${sharedId}::bigint, last_batch = 0, run_after = NULL, error = NULL,
      started_at = now(), lease_expires_at = now() + make_interval(secs => ${lease}), due_at = now() + make_interval(secs => least(${lease}, s.timeout_seconds)),
      timeout_seconds = coalesce(s.timeout_seconds, ${agentTimeoutSeconds}), timeout_at = now() + make_interval(secs => coalesce(s.timeout_seconds, ${agentTimeoutSeconds}))
    FROM next WHERE s.tenant_id = ${tx.tenantId} AND s.id = next.id
    RETURNING s.*, next.name AS runner_name, next.project_id`;
  if (!step || !tenant) return null;
  if (runner.shared) tx.send(tx.sql`INSERT INTO shared_turns (tenant_id, served_at) VALUES (${tx.tenantId}, clock_timestamp()) ON CONFLICT (tenant_id) DO UPDATE SET served_at = excluded.served_at`);
  return { ...step, ...tenant };
}
