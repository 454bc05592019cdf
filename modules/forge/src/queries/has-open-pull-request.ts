import type { TenantRead } from '@lime/db';

/** Whether a run's change waits in a pull request: its own, or one that it went on with. */
export async function hasOpenPullRequest(tx: TenantRead, runId: bigint): Promise<boolean> {
  const rows: unknown[] = await tx.sql`
    SELECT 1 FROM pull_requests p WHERE p.tenant_id = ${tx.tenantId} AND p.state = 'open'
      AND (p.run_id = ${runId} OR EXISTS (SELECT 1 FROM pull_request_feedback f WHERE f.tenant_id = p.tenant_id AND f.pull_request_id = p.id AND f.run_id = ${runId})) LIMIT 1`;
  return rows.length > 0;
}
