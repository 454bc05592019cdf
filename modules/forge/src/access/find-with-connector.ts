import type { Found } from '../adapters/found.ts';
import type { ForgeContext } from '../context.ts';
import { type ConnectorRow, readConnector } from '../sql/connectors.ts';
import { readRepository, type RepositoryRow } from '../sql/repositories.ts';

/** A repository of the tenant's own that may be worked on, with what opens it. */
export async function findWithConnector({ db }: Pick<ForgeContext, 'db'>, tenantId: bigint, repositoryId: bigint): Promise<Found<{ repository: RepositoryRow; connector: ConnectorRow }>> {
  const found = await db.read(tenantId, async (tx) => {
    const repository = await readRepository(tx, repositoryId);
    const connector = repository && (await readConnector(tx, repository.connector_id));
    return repository && connector && { repository, connector };
  });
  if (!found) return { ok: false, code: 'not_found', message: 'The repository is not among this organisation’s own any more.' };
  if (found.repository.archived_at) return { ok: false, code: 'forbidden', message: `The repository ${found.repository.full_name} was removed here. Restore it first.` };
  return found.repository.is_enabled ? { ok: true, value: found } : { ok: false, code: 'forbidden', message: `The repository ${found.repository.full_name} is disabled.` };
}
