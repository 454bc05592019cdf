import { notFound, notPutAway, type Problem, refuse, versionConflict } from '@lime/kernel';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { attach, detach, projectExists } from '../sql/project-repositories.ts';
import { archiveRepository, readRepository, type RepositoryRow, setEnabled } from '../sql/repositories.ts';

/** Lets agents work on a repository, or no longer. 404, 409 `version_conflict`. */
export async function enableRepository(tx: TenantTx, actor: Actor, id: bigint, { isEnabled, version }: { isEnabled: boolean; version: number | null }): Promise<RepositoryRow> {
  const row = await setEnabled(tx, id, isEnabled, version);
  if (!row) refuse(whyUnchanged(await readRepository(tx, id)));
  recordAudit(tx, { actor, action: 'repository.update', target: { type: 'repository', id }, payload: { isEnabled } });
  return row;
}

function whyUnchanged(row: RepositoryRow | null): Problem {
  if (!row) return notFound('repository');
  return row.archived_at ? { status: 409, code: 'archived', title: 'Put away', detail: `The repository ${row.full_name} was removed here. Restore it first.` } : versionConflict('repository');
}

/** Puts a repository away: nobody works in it any more, and what was done in it stays known. At the forge nothing changes. */
export async function removeRepository(tx: TenantTx, actor: Actor, id: bigint): Promise<void> {
  const { full_name: fullName } = (await archiveRepository(tx, id, true)) ?? refuse(whyUnchanged(await readRepository(tx, id)));
  recordAudit(tx, { actor, action: 'repository.delete', target: { type: 'repository', id }, payload: { fullName } });
}

/** Brings a repository back that was removed, in the projects that it was in. 404, 409 `not_put_away`. */
export async function restoreRepository(tx: TenantTx, actor: Actor, id: bigint): Promise<RepositoryRow> {
  const row = (await archiveRepository(tx, id, false)) ?? refuse((await readRepository(tx, id)) ? notPutAway('repository') : notFound('repository'));
  recordAudit(tx, { actor, action: 'repository.restore', target: { type: 'repository', id }, payload: { fullName: row.full_name } });
  return row;
}

/** Gives a repository to a project. 404 for either that is not the tenant's. */
export async function attachRepository(tx: TenantTx, actor: Actor, projectId: bigint, { repositoryId, isDefault }: { repositoryId: bigint; isDefault: boolean }): Promise<void> {
  if (!(await projectExists(tx, projectId))) refuse(notFound('project'));
  const repository = await readRepository(tx, repositoryId);
  if (!repository || repository.archived_at) refuse(whyUnchanged(repository));
  await attach(tx, projectId, repositoryId, isDefault);
  recordAudit(tx, { actor, action: 'project.attach_repository', target: { type: 'project', id: projectId }, payload: { repositoryId: String(repositoryId), isDefault } });
}

export async function detachRepository(tx: TenantTx, actor: Actor, projectId: bigint, repositoryId: bigint): Promise<void> {
  if (!(await detach(tx, projectId, repositoryId))) refuse(notFound('repository of this project'));
  recordAudit(tx, { actor, action: 'project.detach_repository', target: { type: 'project', id: projectId }, payload: { repositoryId: String(repositoryId) } });
}
