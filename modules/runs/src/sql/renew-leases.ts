import type { EngineTx } from '@lime/db';
import type { HeldLeases } from '../context.ts';
import { runLeaseMs } from '../tunables.ts';

/** Renews every lease that this process holds, in one statement for runs and one for steps. */
export async function renewLeases(tx: EngineTx, held: HeldLeases): Promise<void> {
  const seconds = runLeaseMs / 1000;
  const rows = (leases: Map<bigint, bigint>) => [...leases].map(([id, token]) => ({ id: String(id), token: String(token) }));
  await tx.sql`
    UPDATE runs r SET lease_expires_at = now() + make_interval(secs => ${seconds})
    FROM jsonb_to_recordset(${rows(held.runs)}::jsonb) AS h (id bigint, token bigint)
    WHERE r.id = h.id AND r.lease_token = h.token AND r.lease_expires_at IS NOT NULL`;
  await tx.sql`
    UPDATE run_steps s SET lease_expires_at = now() + make_interval(secs => ${seconds}), due_at = now() + make_interval(secs => ${seconds})
    FROM jsonb_to_recordset(${rows(held.steps)}::jsonb) AS h (id bigint, token bigint)
    WHERE s.id = h.id AND s.lease_token = h.token AND s.status = 'running'`;
}
