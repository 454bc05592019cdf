import type { DeploymentConfig, DeploymentProvider, DeploymentStatus, DeploymentView, Failure, GatePolicy } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';
import type { PageWanted } from '@lime/http';

/** One that was put away is not there for whoever deploys. */
export type TargetRow = { id: bigint; project_id: bigint; name: string; provider: DeploymentProvider; config: DeploymentConfig; gate: GatePolicy; enabled: boolean };

export async function readTarget(tx: TenantRead, id: bigint | null): Promise<TargetRow | null> {
  const [row]: TargetRow[] = await tx.sql`SELECT id, project_id, name, provider, config, gate, enabled FROM deployment_targets WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND archived_at IS NULL`;
  return row ?? null;
}

/** Locks the target: whoever starts a deployment is alone in looking whether another is under way. */
export async function lockTarget(tx: TenantTx, id: bigint): Promise<TargetRow | null> {
  const [row]: TargetRow[] = await tx.sql`SELECT id, project_id, name, provider, config, gate, enabled FROM deployment_targets WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND archived_at IS NULL FOR NO KEY UPDATE`;
  return row ?? null;
}

export type DeploymentRow = {
  id: bigint;
  target_id: bigint | null;
  target: string;
  project_id: bigint;
  provider: DeploymentProvider;
  run_id: bigint;
  repository_id: bigint | null;
  status: DeploymentStatus;
  sha: string | null;
  ref: string | null;
  note: string;
  rollback_to: bigint | null;
  requested_by: bigint | null;
  requested_by_name: string | null;
  error: Failure | null;
  created_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
};

const idOrNull = (id: bigint | null) => (id === null ? null : String(id));

export function toDeploymentView(row: DeploymentRow): DeploymentView {
  return {
    id: String(row.id), targetId: idOrNull(row.target_id), target: row.target, projectId: String(row.project_id), provider: row.provider, runId: String(row.run_id), status: row.status, sha: row.sha, ref: row.ref,
    note: row.note, rollbackTo: idOrNull(row.rollback_to), requestedBy: idOrNull(row.requested_by), requestedByName: row.requested_by_name, error: row.error && { code: row.error.code, message: row.error.message },
    createdAt: row.created_at.toISOString(), startedAt: row.started_at?.toISOString() ?? null, endedAt: row.ended_at?.toISOString() ?? null,
  };
}

export type DeploymentsWanted = { page: PageWanted; id?: bigint; runId?: bigint; targetId?: bigint | null; projectId?: bigint | null; status?: DeploymentStatus | null; sha?: string | null; beforeId?: bigint };

/**
 * Newest first, one more than the page holds. What became of each is read off its run and the ledger: an effect that
 * was applied has happened, whatever became of the run; one that nobody can tell of is unknown.
 */
export async function readDeployments(tx: TenantRead, wanted: DeploymentsWanted): Promise<DeploymentRow[]> {
  const { page, id = null, runId = null, targetId = null, projectId = null, status = null, sha = null, beforeId = null } = wanted;
  return await tx.sql`
    SELECT * FROM (
      SELECT d.*, u.name AS requested_by_name, r.error, r.started_at, r.ended_at,
        CASE
          WHEN e.status = 'applied' THEN 'succeeded'
          WHEN e.status = 'unknown' THEN 'unknown'
          WHEN r.status = 'waiting' AND r.waiting_on = 'gate' THEN 'waiting_approval'
          WHEN r.status IN ('queued', 'running', 'waiting') THEN CASE WHEN e.status IS NULL THEN 'preparing' ELSE 'deploying' END
          WHEN r.status = 'succeeded' THEN 'rendered'
          WHEN r.status = 'cancelled' THEN 'cancelled'
          WHEN r.error->>'code' IN ('hook_denied', 'gate_rejected', 'gate_expired') THEN 'refused'
          ELSE 'failed'
        END AS status
      FROM deployments d
      LEFT JOIN runs r ON r.tenant_id = d.tenant_id AND r.id = d.run_id
      LEFT JOIN users u ON u.tenant_id = d.tenant_id AND u.id = d.requested_by
      LEFT JOIN LATERAL (SELECT e.status FROM effects e WHERE e.tenant_id = d.tenant_id AND e.run_id = d.run_id ORDER BY e.id DESC LIMIT 1) e ON true
      WHERE d.tenant_id = ${tx.tenantId} AND (${page.cursor}::bigint IS NULL OR d.id < ${page.cursor}) AND (${id}::bigint IS NULL OR d.id = ${id}) AND (${runId}::bigint IS NULL OR d.run_id = ${runId})
        AND (${targetId}::bigint IS NULL OR d.target_id = ${targetId}) AND (${projectId}::bigint IS NULL OR d.project_id = ${projectId}) AND (${sha}::text IS NULL OR d.sha = ${sha}) AND (${beforeId}::bigint IS NULL OR d.id < ${beforeId})) a
    WHERE ${status}::text IS NULL OR status = ${status} ORDER BY id DESC LIMIT ${page.limit + 1}`;
}

const one = { cursor: null, limit: 1 };

export async function readDeployment(tx: TenantRead, id: bigint): Promise<DeploymentRow | null> {
  return (await readDeployments(tx, { page: one, id }))[0] ?? null;
}

export async function findByRun(tx: TenantRead, runId: bigint): Promise<DeploymentRow | null> {
  return (await readDeployments(tx, { page: one, runId }))[0] ?? null;
}

/** The newest of a target that has happened; before another one, and of another commit, where that is asked. */
export async function findSucceeded(tx: TenantRead, targetId: bigint, before?: { id: bigint; sha: string | null }): Promise<DeploymentRow | null> {
  const limit = before ? 100 : 1;
  const rows = await readDeployments(tx, { page: { cursor: null, limit }, targetId, status: 'succeeded', ...(before && { beforeId: before.id }) });
  return rows.find((row) => row.sha !== null && row.sha !== before?.sha) ?? null;
}

/** The deployment of a target whose run has not ended. */
export async function findOpen(tx: TenantRead, targetId: bigint): Promise<{ id: bigint; run_id: bigint } | null> {
  const [row]: { id: bigint; run_id: bigint }[] = await tx.sql`
    SELECT d.id, d.run_id FROM deployments d JOIN runs r ON r.tenant_id = d.tenant_id AND r.id = d.run_id
    WHERE d.tenant_id = ${tx.tenantId} AND d.target_id = ${targetId} AND r.status IN ('queued', 'running', 'waiting') ORDER BY d.id DESC LIMIT 1`;
  return row ?? null;
}

export type NewDeployment = Pick<DeploymentRow, 'target_id' | 'target' | 'project_id' | 'provider' | 'run_id' | 'repository_id' | 'sha' | 'ref' | 'note' | 'rollback_to' | 'requested_by'>;

export async function insertDeployment(tx: TenantTx, row: NewDeployment): Promise<bigint> {
  const [made]: { id: bigint }[] = await tx.sql`
    INSERT INTO deployments (tenant_id, target_id, target, project_id, provider, run_id, repository_id, sha, ref, note, rollback_to, requested_by)
    VALUES (${tx.tenantId}, ${row.target_id}, ${row.target}, ${row.project_id}, ${row.provider}, ${row.run_id}, ${row.repository_id}, ${row.sha}, ${row.ref}, ${row.note}, ${row.rollback_to}, ${row.requested_by}) RETURNING id`;
  if (!made) throw new Error('the deployment was not inserted');
  return made.id;
}

/** What was meant turned out to be this commit. */
export async function setCommit(tx: TenantTx, id: bigint, { sha, ref }: { sha: string; ref: string | null }): Promise<void> {
  await tx.sql`UPDATE deployments SET sha = ${sha}, ref = ${ref} WHERE tenant_id = ${tx.tenantId} AND id = ${id}`;
}

type Pushed = { branch: string; sha: string; ticket_id: bigint | null };

/** The commit that a run has pushed, for which ticket, and the branch, by the ledger; of a project alone. */
export async function readPushed(tx: TenantRead, runId: bigint, projectId: bigint): Promise<Pushed | null> {
  const [row]: Pushed[] = await tx.sql`
    SELECT e.request->>'branch' AS branch, e.request->>'sha' AS sha, r.ticket_id FROM effects e JOIN runs r ON r.tenant_id = e.tenant_id AND r.id = e.run_id
    WHERE e.tenant_id = ${tx.tenantId} AND e.run_id = ${runId} AND r.project_id = ${projectId} AND e.kind = 'git.push' AND e.status = 'applied' ORDER BY e.id DESC LIMIT 1`;
  return row ?? null;
}
