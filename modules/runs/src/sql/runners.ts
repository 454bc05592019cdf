import type { RegisterBody } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';
import type { z } from 'zod';
import { stepLeaseMs } from '../tunables.ts';

export type RunnerRow = { id: bigint; name: string; labels: string[]; providers: string[]; capacity: number; busy: number; online: boolean; shared: boolean; last_seen_at: Date };

/** Adds a runner, or updates the one of the same token and name; notes that the token was used. */
export async function upsertRunner(tx: TenantTx, tokenId: bigint, body: z.output<typeof RegisterBody>): Promise<bigint> {
  const [row]: { id: bigint }[] = await tx.sql`
    INSERT INTO runners (tenant_id, token_id, name, labels, providers, capacity, recipes)
    VALUES (${tx.tenantId}, ${tokenId}, ${body.name}, ${body.labels}::jsonb, ${body.providers}::jsonb, ${body.capacity}, ${body.recipes}::jsonb)
    ON CONFLICT (tenant_id, token_id, name)
    DO UPDATE SET labels = excluded.labels, providers = excluded.providers, capacity = excluded.capacity, recipes = excluded.recipes, last_seen_at = now()
    RETURNING id`;
  if (!row) throw new Error('the runner was not registered');
  await tx.sql`UPDATE runner_tokens SET last_used_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ${tokenId}`;
  return row.id;
}

/**
 * The runners that work for the tenant, its own and the shared ones, those heard of last first; one not
 * heard of for a lease is offline. Of what other tenants have on a shared runner only the number is told.
 */
export async function readRunners(tx: TenantRead): Promise<RunnerRow[]> {
  return await tx.sql`
    SELECT n.*, n.last_seen_at > now() - make_interval(secs => ${stepLeaseMs / 1000}) AS online FROM (
      SELECT n.id, n.name, n.labels, n.providers, n.capacity, n.last_seen_at, false AS shared,
        (SELECT count(*)::int FROM run_steps s WHERE s.tenant_id = n.tenant_id AND s.runner_id = n.id AND s.status = 'running') AS busy
      FROM runners n JOIN runner_tokens t ON t.tenant_id = n.tenant_id AND t.id = n.token_id
      WHERE n.tenant_id = ${tx.tenantId} AND t.revoked_at IS NULL
      UNION ALL
      SELECT n.id, n.name, n.labels, n.providers, n.capacity, n.last_seen_at, true, coalesce(l.busy, 0)
      FROM shared_runners n JOIN shared_runner_tokens t ON t.id = n.token_id LEFT JOIN shared_runner_load() l ON l.runner_id = n.id
      WHERE t.revoked_at IS NULL) n
    ORDER BY n.last_seen_at DESC LIMIT 200`;
}
