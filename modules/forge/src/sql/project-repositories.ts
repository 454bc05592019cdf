import type { TenantRead, TenantTx } from '@lime/db';
import type { RepositoryRow } from './repositories.ts';

/** A project's repositories, the default one first. */
export async function readProjectRepositories(tx: TenantRead, projectId: bigint): Promise<(RepositoryRow & { is_default: boolean })[]> {
  return await tx.sql`
    SELECT r.*, p.is_default FROM project_repositories p JOIN repositories r ON r.tenant_id = p.tenant_id AND r.id = p.repository_id
    WHERE p.tenant_id = ${tx.tenantId} AND p.project_id = ${projectId} AND r.archived_at IS NULL ORDER BY p.is_default DESC, p.id`;
}

/** Attaches a repository, or changes whether it is the default. The project's row is locked, so that there is one default whatever happens at once. */
export async function attach(tx: TenantTx, projectId: bigint, repositoryId: bigint, isDefault: boolean): Promise<void> {
  await tx.sql`SELECT id FROM projects WHERE tenant_id = ${tx.tenantId} AND id = ${projectId} FOR NO KEY UPDATE`;
  if (isDefault) await tx.sql`UPDATE project_repositories SET is_default = false WHERE tenant_id = ${tx.tenantId} AND project_id = ${projectId} AND is_default AND repository_id <> ${repositoryId}`;
  await tx.sql`
    INSERT INTO project_repositories (tenant_id, project_id, repository_id, is_default)
    SELECT ${tx.tenantId}, ${projectId}, ${repositoryId}, ${isDefault} OR NOT EXISTS (SELECT 1 FROM project_repositories WHERE tenant_id = ${tx.tenantId} AND project_id = ${projectId})
    ON CONFLICT (tenant_id, project_id, repository_id) DO UPDATE SET is_default = project_repositories.is_default OR excluded.is_default`;
}

/** Takes a repository off a project; the one attached first of those that stay is then the default. False when it was not there. */
export async function detach(tx: TenantTx, projectId: bigint, repositoryId: bigint): Promise<boolean> {
  const [gone]: { is_default: boolean }[] = await tx.sql`DELETE FROM project_repositories WHERE tenant_id = ${tx.tenantId} AND project_id = ${projectId} AND repository_id = ${repositoryId} RETURNING is_default`;
  if (gone?.is_default) {
    await tx.sql`
      UPDATE project_repositories SET is_default = true
      WHERE tenant_id = ${tx.tenantId} AND id = (SELECT min(id) FROM project_repositories WHERE tenant_id = ${tx.tenantId} AND project_id = ${projectId})`;
  }
  return gone !== undefined;
}

export async function projectExists(tx: TenantRead, projectId: bigint): Promise<boolean> {
  const rows: unknown[] = await tx.sql`SELECT 1 FROM projects WHERE tenant_id = ${tx.tenantId} AND id = ${projectId}`;
  return rows.length > 0;
}
