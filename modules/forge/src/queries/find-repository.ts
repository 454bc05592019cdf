import type { ConnectorProvider } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { readProjectRepositories } from '../sql/project-repositories.ts';
import { readIdsByUrl, readRepository, type RepositoryRow } from '../sql/repositories.ts';

/** A repository that a run may be started on. */
export type WorkRepository = { id: bigint; provider: ConnectorProvider; fullName: string; cloneUrl: string; isEnabled: boolean };

/** One of the tenant's own; null when it is not theirs, or was removed. */
export async function findRepository(tx: TenantRead, id: bigint): Promise<WorkRepository | null> {
  const row = await readRepository(tx, id);
  return row && !row.archived_at ? toWork(row) : null;
}

/** The tenant's own among these addresses, in their order. */
export async function findRepositoryIds(tx: TenantRead, urls: string[]): Promise<Map<string, bigint>> {
  const ids = await readIdsByUrl(tx, urls);
  return new Map(urls.flatMap((url) => (ids.has(url) ? [[url, BigInt(ids.get(url) ?? 0)] as const] : [])));
}

/** What a project's work is done on where nobody says; null when it has no repository. */
export async function findDefaultRepository(tx: TenantRead, projectId: bigint): Promise<WorkRepository | null> {
  const [row] = await readProjectRepositories(tx, projectId);
  return row?.is_default ? toWork(row) : null;
}

function toWork(row: RepositoryRow): WorkRepository {
  return { id: row.id, provider: row.provider, fullName: row.full_name, cloneUrl: row.clone_url, isEnabled: row.is_enabled };
}
