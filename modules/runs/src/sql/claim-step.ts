import type { TenantTx } from '@lime/db';
import type { StepRow } from '../model.ts';
import { agentTimeoutSeconds, defaultTenantLimit, stepLeaseMs } from '../tunables.ts';

export type ClaimedStep = StepRow & { runner_name: string; timeout_seconds: number };

/**
 * Claims the oldest queued agent step that this runner may do within the limits of its tenant, of
 * the step's provider, of the map it belongs to, and of the runner itself. The tenant's row is
 * locked first, in a statement of its own: a tenant's claims count one after another, each seeing
 * the ones before it, so that no limit is ever passed. From now on only who can show what `hash` is of speaks for the step.
 */
export async function claimStep(tx: TenantTx, runner: { id: bigint; tokenId: bigint }, hash: Uint8Array): Promise<ClaimedStep | null> {
  const lease = stepLeaseMs / 1000;
  await tx.sql`SELECT id FROM tenants WHERE id = ${tx.tenantId} FOR NO KEY UPDATE`;
  const [step]: ClaimedStep[] = await tx.sql`
    WITH me AS (
      UPDATE runners SET last_seen_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ${runner.id} AND token_id = ${runner.tokenId}
      RETURNING id, name, providers, capacity),
    in_flight AS (
      SELECT provider, runner_id, parent_step_id FROM run_steps WHERE tenant_id = ${tx.tenantId} AND kind = 'agent' AND status = 'running'),
    next AS (
      SELECT s.id, me.name FROM me, run_steps s JOIN runs r ON r.tenant_id = s.tenant_id AND r.id = s.run_id
      WHERE s.tenant_id = ${tx.tenantId} AND s.kind = 'agent' AND s.status = 'queued' AND (s.run_after IS NULL OR s.run_after <= now())
        AND r.status IN ('queued', 'running', 'waiting') AND r.cancel_requested_at IS NULL
        AND me.providers ? s.provider
        AND (SELECT count(*) FROM in_flight WHERE runner_id = me.id) < me.capacity
        AND (SELECT count(*) FROM in_flight) < coalesce((SELECT max FROM concurrency_limits WHERE tenant_id = ${tx.tenantId} AND scope = 'tenant'), ${defaultTenantLimit})
        AND (SELECT count(*) FROM in_flight f WHERE f.provider = s.provider)
          < coalesce((SELECT max FROM concurrency_limits WHERE tenant_id = ${tx.tenantId} AND scope = 'provider:' || s.provider), ${defaultTenantLimit})
        AND (s.parent_step_id IS NULL OR (SELECT count(*) FROM in_flight f WHERE f.parent_step_id = s.parent_step_id)
          < (SELECT m.item_limit FROM run_steps m WHERE m.tenant_id = s.tenant_id AND m.id = s.parent_step_id))
      ORDER BY s.id LIMIT 1 FOR UPDATE OF s SKIP LOCKED)
    UPDATE run_steps s SET status = 'running', lease_token = s.lease_token + 1, claim_hash = ${hash}, runner_id = ${runner.id}, last_batch = 0, run_after = NULL, error = NULL,
      started_at = now(), lease_expires_at = now() + make_interval(secs => ${lease}), due_at = now() + make_interval(secs => least(${lease}, s.timeout_seconds)),
      timeout_seconds = coalesce(s.timeout_seconds, ${agentTimeoutSeconds}), timeout_at = now() + make_interval(secs => coalesce(s.timeout_seconds, ${agentTimeoutSeconds}))
    FROM next WHERE s.tenant_id = ${tx.tenantId} AND s.id = next.id
    RETURNING s.*, next.name AS runner_name`;
  return step ?? null;
}
