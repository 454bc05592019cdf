import type { EngineTx } from '@lime/db';
import type { Retention } from '../retention.ts';

/** Deletes what opened something and has served its time, over all tenants; returns how many rows went. */
export async function deleteExpired(tx: EngineTx): Promise<number> {
  const [row]: { count: number }[] = await tx.sql`
    WITH keys AS (DELETE FROM idempotency_keys WHERE created_at < now() - interval '7 days' RETURNING 1),
    links AS (DELETE FROM sign_in_links WHERE expires_at < now() - interval '7 days' RETURNING 1),
    old_sessions AS (DELETE FROM sessions WHERE least(expires_at, revoked_at) < now() - interval '30 days' RETURNING 1),
    at_forges AS (DELETE FROM connector_sign_ins WHERE expires_at < now() RETURNING 1),
    at_github AS (DELETE FROM github_sign_ins WHERE expires_at < now() RETURNING 1),
    over AS (DELETE FROM invitations WHERE least(expires_at, accepted_at, revoked_at) < now() - interval '30 days' RETURNING 1)
    SELECT ((SELECT count(*) FROM keys) + (SELECT count(*) FROM links) + (SELECT count(*) FROM old_sessions) + (SELECT count(*) FROM at_forges) + (SELECT count(*) FROM at_github) + (SELECT count(*) FROM over))::int AS count`;
  return row?.count ?? 0;
}

/** Rows that go in one transaction: nobody waits long for their locks. */
const batch = 5000;

/** Deletes some of what has happened long ago, over all tenants; returns how many rows went: none when nothing is left. */
export async function deleteOldHistory(tx: EngineTx, keep: Retention): Promise<number> {
  const [row]: { count: number }[] = await tx.sql`
    WITH deliveries AS (DELETE FROM webhook_events WHERE received_at < now() - make_interval(days => ${keep.deliveries}) RETURNING 1),
    hooks AS (DELETE FROM hook_runs WHERE id IN (SELECT id FROM hook_runs WHERE status = 'done' AND ended_at < now() - make_interval(days => ${keep.hookRuns}) LIMIT ${batch}) RETURNING 1),
    pipelines AS (DELETE FROM pipeline_runs WHERE id IN (SELECT id FROM pipeline_runs WHERE created_at < now() - make_interval(days => ${keep.pipelineRuns}) LIMIT ${batch}) RETURNING 1),
    checks AS (DELETE FROM pull_request_checks WHERE id IN (SELECT id FROM pull_request_checks WHERE told_at < now() - make_interval(days => ${keep.pipelineRuns}) LIMIT ${batch}) RETURNING 1)
    SELECT ((SELECT count(*) FROM deliveries) + (SELECT count(*) FROM hooks) + (SELECT count(*) FROM pipelines) + (SELECT count(*) FROM checks))::int AS count`;
  return row?.count ?? 0;
}

/** Among so many a rollback looks for where it goes. */
const newestOfTarget = 100;

/** The same for deployments: never one that is under way, nor the newest of its target. */
export async function deleteOldDeployments(tx: EngineTx, { deployments: days }: Retention): Promise<number> {
  const rows: unknown[] = await tx.sql`
    DELETE FROM deployments WHERE id IN (
      SELECT d.id FROM deployments d WHERE d.created_at < now() - make_interval(days => ${days})
        AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.tenant_id = d.tenant_id AND r.id = d.run_id AND r.status IN ('queued', 'running', 'waiting'))
        AND (d.target_id IS NULL OR (SELECT count(*) FROM (SELECT 1 FROM deployments n WHERE n.tenant_id = d.tenant_id AND n.target_id = d.target_id AND n.id > d.id LIMIT ${newestOfTarget}) newer) = ${newestOfTarget})
      LIMIT ${batch}) RETURNING 1`;
  return rows.length;
}
