import type { ChainStages, GatePolicy, MergePolicy, Project, ProjectAttempts } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';
import type { PageWanted } from '@lime/http';

export type ProjectRow = { id: bigint; key: string; name: string; merge: MergePolicy; gate_policy: GatePolicy; egress: string[]; follow_ups: number; follow_comments: boolean; chain: ChainStages; max_rounds: number; attempts: ProjectAttempts; allowed_paths: string[]; archived_at: Date | null; version: number; created_at: Date };

export function toProject(row: ProjectRow): Project {
  return { id: String(row.id), key: row.key, name: row.name, merge: row.merge, gatePolicy: row.gate_policy, egress: row.egress, followUps: row.follow_ups, followComments: row.follow_comments, chain: row.chain, maxRounds: row.max_rounds, attempts: row.attempts, allowedPaths: row.allowed_paths, archivedAt: row.archived_at?.toISOString() ?? null, version: row.version, createdAt: row.created_at.toISOString() };
}

/** Those that are not archived, or those that are; with a page, one more than its limit. */
export async function listProjects(tx: TenantRead, { archived = false, page }: { archived?: boolean; page?: PageWanted } = {}): Promise<ProjectRow[]> {
  return await tx.sql`SELECT id, key, name, merge, gate_policy, egress, follow_ups, follow_comments, chain, max_rounds, attempts, allowed_paths, archived_at, version, created_at FROM projects WHERE tenant_id = ${tx.tenantId} AND (archived_at IS NOT NULL) = ${archived} AND id > ${page?.cursor ?? 0n} ORDER BY id LIMIT ${page ? page.limit + 1 : null}`;
}

export async function readProject(tx: TenantRead, projectId: bigint): Promise<ProjectRow | null> {
  const [row]: ProjectRow[] = await tx.sql`SELECT id, key, name, merge, gate_policy, egress, follow_ups, follow_comments, chain, max_rounds, attempts, allowed_paths, archived_at, version, created_at FROM projects WHERE tenant_id = ${tx.tenantId} AND id = ${projectId}`;
  return row ?? null;
}

/** Locks the project, so that whatever is made in it is made one after another. */
export async function lockProject(tx: TenantTx, projectId: bigint): Promise<void> {
  await tx.sql`SELECT id FROM projects WHERE tenant_id = ${tx.tenantId} AND id = ${projectId} FOR NO KEY UPDATE`;
}
