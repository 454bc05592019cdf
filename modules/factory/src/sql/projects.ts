import type { GatePolicy, MergePolicy, Project } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';

export type ProjectRow = { id: bigint; key: string; name: string; merge: MergePolicy; gate_policy: GatePolicy; egress: string[]; follow_ups: number; created_at: Date };

export function toProject(row: ProjectRow): Project {
  return { id: String(row.id), key: row.key, name: row.name, merge: row.merge, gatePolicy: row.gate_policy, egress: row.egress, followUps: row.follow_ups, createdAt: row.created_at.toISOString() };
}

export async function listProjects(tx: TenantRead): Promise<ProjectRow[]> {
  return await tx.sql`SELECT id, key, name, merge, gate_policy, egress, follow_ups, created_at FROM projects WHERE tenant_id = ${tx.tenantId} ORDER BY id`;
}

export async function readProject(tx: TenantRead, projectId: bigint): Promise<ProjectRow | null> {
  const [row]: ProjectRow[] = await tx.sql`SELECT id, key, name, merge, gate_policy, egress, follow_ups, created_at FROM projects WHERE tenant_id = ${tx.tenantId} AND id = ${projectId}`;
  return row ?? null;
}

/** Locks the project, so that whatever is made in it is made one after another. */
export async function lockProject(tx: TenantTx, projectId: bigint): Promise<void> {
  await tx.sql`SELECT id FROM projects WHERE tenant_id = ${tx.tenantId} AND id = ${projectId} FOR NO KEY UPDATE`;
}

/** The columns of the project's board, as they are stored; null when there is no board. */
export async function readColumns(tx: TenantRead, projectId: bigint): Promise<unknown> {
  const [board]: { columns: unknown }[] = await tx.sql`SELECT columns FROM boards WHERE tenant_id = ${tx.tenantId} AND project_id = ${projectId} ORDER BY id LIMIT 1`;
  return board?.columns ?? null;
}
