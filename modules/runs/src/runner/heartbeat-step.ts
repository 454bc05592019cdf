import type { Heartbeat, HeartbeatAnswer } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import { stepLeaseMs } from '../tunables.ts';

/** Renews the step's lease; null when it is lost. Carries what people said since, and whether to stop. */
export async function heartbeatStep(tx: TenantTx, stepId: bigint, body: Heartbeat): Promise<HeartbeatAnswer | null> {
  const lease = stepLeaseMs / 1000;
  const [step]: { run_id: bigint; runner_id: bigint; cancel: boolean }[] = await tx.sql`
    UPDATE run_steps s SET lease_expires_at = now() + make_interval(secs => ${lease}), due_at = least(timeout_at, now() + make_interval(secs => ${lease}))
    FROM runs r
    WHERE s.tenant_id = ${tx.tenantId} AND s.id = ${stepId} AND s.lease_token = ${BigInt(body.leaseToken)} AND s.status = 'running'
      AND r.tenant_id = s.tenant_id AND r.id = s.run_id
    RETURNING s.run_id, s.runner_id, r.cancel_requested_at IS NOT NULL AS cancel`;
  if (!step) return null;
  const messages: { seq: bigint; text: string }[] = await tx.sql`
    SELECT seq, body->>'text' AS text FROM run_events
    WHERE tenant_id = ${tx.tenantId} AND run_id = ${step.run_id} AND seq > ${body.messagesSeen} AND body->>'type' = 'user_message' ORDER BY seq`;
  await tx.sql`UPDATE runners SET last_seen_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ${step.runner_id}`;
  return { cancel: step.cancel, messages: messages.map((message) => ({ seq: Number(message.seq), text: message.text })) };
}
