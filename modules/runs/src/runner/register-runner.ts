import type { z } from 'zod';
import { hashToken } from '@lime/kernel';
import type { RegisterBody, Registered } from '@lime/contracts';
import type { Db, TenantTx } from '@lime/db';
import { heartbeatEveryMs, stepLeaseMs } from '../tunables.ts';

export type RunnerIdentity = { tenantId: bigint; tokenId: bigint };

/** Whose runner token this is; null when it is unknown or revoked. */
export async function authenticateRunner(db: Db, token: string): Promise<RunnerIdentity | null> {
  const [row]: { id: bigint; tenant_id: bigint }[] = await db.engine((tx) => tx.sql`
    SELECT id, tenant_id FROM runner_tokens WHERE token_hash = ${hashToken(token)} AND revoked_at IS NULL`);
  return row ? { tenantId: row.tenant_id, tokenId: row.id } : null;
}

/** Makes a runner known, or updates the one of the same token and name. */
export async function registerRunner(tx: TenantTx, identity: RunnerIdentity, body: z.output<typeof RegisterBody>): Promise<Registered> {
  const [row]: { id: bigint }[] = await tx.sql`
    INSERT INTO runners (tenant_id, token_id, name, labels, providers, capacity, recipes)
    VALUES (${tx.tenantId}, ${identity.tokenId}, ${body.name}, ${body.labels}::jsonb, ${body.providers}::jsonb, ${body.capacity}, ${body.recipes}::jsonb)
    ON CONFLICT (tenant_id, token_id, name)
    DO UPDATE SET labels = excluded.labels, providers = excluded.providers, capacity = excluded.capacity, recipes = excluded.recipes, last_seen_at = now()
    RETURNING id`;
  if (!row) throw new Error('the runner was not registered');
  await tx.sql`UPDATE runner_tokens SET last_used_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ${identity.tokenId}`;
  return { runnerId: String(row.id), leaseSeconds: stepLeaseMs / 1000, heartbeatSeconds: heartbeatEveryMs / 1000 };
}
