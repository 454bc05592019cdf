import type { TenantRead, TenantTx } from '@lime/db';
import { summarise } from '../adapters/summarise-checks.ts';
import type { ForgeChecks } from '../adapters/forge-adapter.ts';

export type CheckTold = { repositoryId: bigint; headSha: string; name: string; state: 'pending' | 'passed' | 'failed'; url: string | null; at: string };

/** Keeps what is told of a check, unless something newer is known of it; answers what all checks of the commit come to. */
export async function noteCheckTold(tx: TenantTx, told: CheckTold): Promise<ForgeChecks> {
  await tx.sql`
    INSERT INTO pull_request_checks AS c (tenant_id, repository_id, head_sha, name, state, url, told_at)
    VALUES (${tx.tenantId}, ${told.repositoryId}, ${told.headSha}, ${told.name}, ${told.state}, ${told.url}, ${told.at}::timestamptz)
    ON CONFLICT (tenant_id, repository_id, head_sha, name) DO UPDATE SET state = excluded.state, url = excluded.url, told_at = excluded.told_at WHERE c.told_at <= excluded.told_at`;
  return readChecksTold(tx, told.repositoryId, told.headSha);
}

/** What all checks that were told of a commit come to; of the commit at least the beginning is known. */
export async function readChecksTold(tx: TenantRead, repositoryId: bigint, headSha: string): Promise<ForgeChecks> {
  const rows: { name: string; state: CheckTold['state'] }[] = await tx.sql`SELECT name, state FROM pull_request_checks WHERE tenant_id = ${tx.tenantId} AND repository_id = ${repositoryId} AND starts_with(head_sha, ${headSha}::text)`;
  return summarise(rows);
}
