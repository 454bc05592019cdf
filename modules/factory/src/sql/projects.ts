import type { GatePolicy, MergePolicy, Project } from '@lime/contracts';
import type { TenantRead } from '@lime/db';

export type ProjectRow = { id: bigint; key: string; name: string; merge: MergePolicy; gate_policy: GatePolicy; created_at: Date };

export function toProject(row: ProjectRow): Project {
  return { id: String(row.id), key: row.key, name: row.name, merge: row.merge, gatePolicy: row.gate_policy, createdAt: row.created_at.toISOString() };
}

export async function listProjects(tx: TenantRead): Promise<ProjectRow[]> {
  return await tx.sql`SELECT id, key, name, merge, gate_policy, created_at FROM projects WHERE tenant_id = ${tx.tenantId} ORDER BY id`;
}

export async function readProject(tx: TenantRead, projectId: bigint): Promise<ProjectRow | null> {
  const [row]: ProjectRow[] = await tx.sql`SELECT id, key, name, merge, gate_policy, created_at FROM projects WHERE tenant_id = ${tx.tenantId} AND id = ${projectId}`;
  return row ?? null;
}
