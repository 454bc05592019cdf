import type { AgentWork, GivenAccess } from '@lime/contracts';
import type { ForgeContext } from '../context.ts';
import { type ConnectorRow, readConnector } from '../sql/connectors.ts';
import { readRepository, type RepositoryRow } from '../sql/repositories.ts';
import { toGitAccess } from './git-access.ts';
import { tokenOf } from './open-connector.ts';
import { serverOf } from './server-of.ts';

const none: GivenAccess = { access: null, problem: null, retryable: false };
const refused = (problem: string, retryable = false): GivenAccess => ({ access: null, problem, retryable });

/**
 * What opens a repository for git, for whoever clones it or pushes to it just now. It is given for the address that
 * the repository has, while it and its connector may be used, and for no other.
 */
export async function repositoryAccess(ctx: ForgeContext, tenantId: bigint, { repositoryId, url }: AgentWork['repository']): Promise<GivenAccess> {
  if (repositoryId === undefined) return none;
  const found = await ctx.db.read(tenantId, async (tx) => {
    const repository = await readRepository(tx, BigInt(repositoryId));
    return repository && { repository, connector: await readConnector(tx, repository.connector_id) };
  });
  const unfit = found === null ? 'The repository is not among this organisation’s own any more.' : whyUnfit(found.repository, found.connector, url);
  if (found?.connector == null || unfit !== null) return refused(unfit ?? 'The repository has no connector.');
  const opened = await tokenOf(ctx, tenantId, found.connector);
  if (!opened.ok) return refused(opened.message, opened.code === 'unreachable' || opened.code === 'rate_limited');
  return { ...none, access: toGitAccess(opened.value.credential, opened.value.token) };
}

function whyUnfit(repository: RepositoryRow, connector: ConnectorRow | null, url: string): string | null {
  if (!repository.is_enabled) return `The repository ${repository.full_name} is disabled.`;
  if (repository.clone_url !== url) return `The repository ${repository.full_name} has another address by now. Start the work anew.`;
  if (connector === null || serverOf(connector.url) !== serverOf(url)) return `The repository ${repository.full_name} does not stand on its connector's server.`;
  return null;
}
