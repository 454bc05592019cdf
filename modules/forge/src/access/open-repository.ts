import type { ForgeAdapter } from '../adapters/forge-adapter.ts';
import type { Found } from '../adapters/found.ts';
import type { ForgeContext } from '../context.ts';
import { readConnector } from '../sql/connectors.ts';
import { readRepository, type RepositoryRow } from '../sql/repositories.ts';
import { openForge } from './open-connector.ts';

/** A repository of ours with its forge, ready to be asked about it. */
export async function openRepositoryForge(ctx: ForgeContext, tenantId: bigint, repositoryId: bigint): Promise<Found<{ repository: RepositoryRow; forge: ForgeAdapter }>> {
  const found = await ctx.db.read(tenantId, async (tx) => {
    const repository = await readRepository(tx, repositoryId);
    const connector = repository && (await readConnector(tx, repository.connector_id));
    return repository && connector && { repository, connector };
  });
  if (!found) return { ok: false, code: 'not_found', message: 'The repository is not among this organisation’s own any more.' };
  if (!found.repository.is_enabled) return { ok: false, code: 'forbidden', message: `The repository ${found.repository.full_name} is disabled.` };
  const forge = await openForge(ctx, tenantId, found.connector);
  return forge.ok ? { ok: true, value: { repository: found.repository, forge: forge.value } } : forge;
}
