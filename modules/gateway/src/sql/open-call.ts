import type { TenantTx } from '@lime/db';
import type { GatewayClaim } from '@lime/runs';
import { callLeaseMs } from '../tunables.ts';

/** What a call wants to hold, in micros: the most that it may cost, and the least with which it is of any use. */
export type Wanted = { protocol: string; model: string; mostMicros: bigint; leastMicros: bigint };

export type OpenedCall = {
  run_id: bigint;
  retention: 'none' | 'usage' | 'full';
  /** What the run may still spend, beside what its other open calls hold. */
  left_micros: bigint;
  /** What those hold. */
  others_micros: bigint;
  /** Null: it does not fit. */
  call_id: bigint | null;
  held_micros: bigint | null;
};

/**
 * Opens a call under a gateway token, holding for it what it may cost: as much as it wants, or what is
 * left, or nothing when not even the least fits. Null when the token does not hold, or no longer. The
 * payer's row is locked first, in a statement of its own (each statement sees the commits before it):
 * the calls of a run count one after another, and never hold more together than is left. Both
 * statements are sent at once.
 */
export async function openCall(tx: TenantTx, claim: GatewayClaim, wanted: Wanted): Promise<OpenedCall | null> {
  const { stepId, hash } = claim;
  tx.send(tx.sql`
    SELECT 1 FROM runs WHERE tenant_id = ${tx.tenantId} AND id = (
      SELECT coalesce(r.budget_run_id, r.id) FROM run_steps s JOIN runs r ON r.tenant_id = s.tenant_id AND r.id = s.run_id
      WHERE s.tenant_id = ${tx.tenantId} AND s.id = ${stepId} AND s.gateway_hash = ${hash} AND s.status = 'running')
    FOR NO KEY UPDATE`);
  const [opened]: OpenedCall[] = await tx.sql`
    WITH step AS (
      SELECT r.id AS run_id, p.id AS payer_run_id, p.reserved_cents * 10000 - p.cost_micros AS unspent,
        (SELECT coalesce(sum(c.held_micros), 0)::bigint FROM model_calls c WHERE c.tenant_id = s.tenant_id AND c.payer_run_id = p.id AND c.status = 'open') AS others_micros
      FROM run_steps s JOIN runs r ON r.tenant_id = s.tenant_id AND r.id = s.run_id JOIN runs p ON p.tenant_id = r.tenant_id AND p.id = coalesce(r.budget_run_id, r.id)
      WHERE s.tenant_id = ${tx.tenantId} AND s.id = ${stepId} AND s.gateway_hash = ${hash} AND s.status = 'running'
        AND r.cancel_requested_at IS NULL AND p.cancel_requested_at IS NULL),
    call AS (
      INSERT INTO model_calls (tenant_id, run_id, payer_run_id, step_id, protocol, model, held_micros, lease_expires_at)
      SELECT ${tx.tenantId}, run_id, payer_run_id, ${stepId}, ${wanted.protocol}, ${wanted.model}, least(${wanted.mostMicros}, greatest(unspent - others_micros, 0)), now() + make_interval(secs => ${callLeaseMs / 1000})
      FROM step WHERE ${wanted.leastMicros} <= greatest(unspent - others_micros, 0)
      RETURNING id, held_micros)
    SELECT step.run_id, step.others_micros, step.unspent - step.others_micros AS left_micros, call.id AS call_id, call.held_micros,
      coalesce((SELECT retention FROM model_settings WHERE tenant_id = ${tx.tenantId}), 'usage') AS retention
    FROM step LEFT JOIN call ON true`;
  return opened ?? null;
}
