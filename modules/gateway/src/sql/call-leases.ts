import type { EngineTx, TenantTx } from '@lime/db';
import { callLeaseMs } from '../tunables.ts';

/** Says for these open calls that their server still has them. */
export async function renewCalls(tx: EngineTx, callIds: bigint[]): Promise<void> {
  await tx.sql`
    UPDATE model_calls SET lease_expires_at = now() + make_interval(secs => ${callLeaseMs / 1000})
    WHERE status = 'open' AND id = ANY (${`{${callIds.join(',')}}`}::bigint[])`;
}

/** Open calls, of any tenant, whose server is gone. */
export async function readLostCalls(tx: EngineTx): Promise<{ id: bigint; tenant_id: bigint }[]> {
  return await tx.sql`SELECT id, tenant_id FROM model_calls WHERE status = 'open' AND lease_expires_at < now() ORDER BY id LIMIT 100`;
}

export type LostCall = { run_id: bigint; step_id: bigint; model: string; held_micros: bigint };

/** Locks a call that is still lost; null when its server, or another sweep, has settled it. */
export async function lockLostCall(tx: TenantTx, callId: bigint): Promise<LostCall | null> {
  const [call]: LostCall[] = await tx.sql`
    SELECT run_id, step_id, model, held_micros FROM model_calls
    WHERE tenant_id = ${tx.tenantId} AND id = ${callId} AND status = 'open' AND lease_expires_at < now() FOR UPDATE SKIP LOCKED`;
  return call ?? null;
}
