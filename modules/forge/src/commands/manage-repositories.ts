import { notFound, refuse, versionConflict } from '@lime/kernel';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { attach, detach, projectExists } from '../sql/project-repositories.ts';
import { deleteRepository, readRepository, type RepositoryRow, setEnabled } from '../sql/repositories.ts';

/** Lets agents work on a repository, or no longer. 404, 409 `version_conflict`. */
export async function enableRepository(tx: TenantTx, actor: Actor, id: bigint, { isEnabled, version }: { isEnabled: boolean; version: number | null }): Promise<RepositoryRow> {
  const row = await setEnabled(tx, id, isEnabled, version);
  if (!row) refuse((await readRepository(tx, id)) ? versionConflict('repository') : notFound('repository'));
  recordAudit(tx, { actor, action: 'repository.update', target: { type: 'repository', id }, payload: { isEnabled } });
  return row;
}

/** Forgets a repository, with what we know of its pull requests; at the forge nothing changes. */
export async function removeRepository(tx: TenantTx, actor: Actor, id: bigint): Promise<void> {
  const { full_name: fullName } = (await deleteRepository(tx, id)) ?? refuse(notFound('repository'));
  recordAudit(tx, { actor, action: 'repository.delete', target: { type: 'repository', id }, payload: { fullName } });
}

/** Gives a repository to a project. 404 for either that is not the tenant's. */
export async function attachRepository(tx: TenantTx, actor: Actor, projectId: bigint, { repositoryId, isDefault }: { repositoryId: bigint; isDefault: boolean }): Promise<void> {
  if (!(await projectExists(tx, projectId))) refuse(notFound('project'));
  if (!(await readRepository(tx, repositoryId))) refuse(notFound('repository'));
  await attach(tx, projectId, repositoryId, isDefault);
  recordAudit(tx, { actor, action: 'project.attach_repository', target: { type: 'project', id: projectId }, payload: { repositoryId: String(repositoryId), isDefault } });
}

export async function detachRepository(tx: TenantTx, actor: Actor, projectId: bigint, repositoryId: bigint): Promise<void> {
  if (!(await detach(tx, projectId, repositoryId))) refuse(notFound('repository of this project'));
  recordAudit(tx, { actor, action: 'project.detach_repository', target: { type: 'project', id: projectId }, payload: { repositoryId: String(repositoryId) } });
}
