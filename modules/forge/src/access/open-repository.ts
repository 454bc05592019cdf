import type { ForgeAdapter } from '../adapters/forge-adapter.ts';
import type { Found } from '../adapters/found.ts';
import type { ForgeContext } from '../context.ts';
import type { RepositoryRow } from '../sql/repositories.ts';
import { findWithConnector } from './find-with-connector.ts';
import { openForge } from './open-connector.ts';

/** A repository of ours with its forge, ready to be asked about it. */
export async function openRepositoryForge(ctx: ForgeContext, tenantId: bigint, repositoryId: bigint): Promise<Found<{ repository: RepositoryRow; forge: ForgeAdapter }>> {
  const found = await findWithConnector(ctx, tenantId, repositoryId);
  if (!found.ok) return found;
  const { repository, connector } = found.value;
  const forge = await openForge(ctx, tenantId, connector);
  return forge.ok ? { ok: true, value: { repository, forge: forge.value } } : forge;
}
