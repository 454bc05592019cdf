import type { AgentWork, GivenAccess } from '@lime/contracts';
import type { ForgeContext } from '../context.ts';
import { findWithConnector } from './find-with-connector.ts';
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
  const found = await findWithConnector(ctx, tenantId, BigInt(repositoryId));
  if (!found.ok) return refused(found.message);
  const { repository, connector } = found.value;
  if (repository.clone_url !== url) return refused(`The repository ${repository.full_name} has another address by now. Start the work anew.`);
  if (serverOf(connector.url) !== serverOf(url)) return refused(`The repository ${repository.full_name} does not stand on its connector's server.`);
  const opened = await tokenOf(ctx, tenantId, connector);
  if (!opened.ok) return refused(opened.message, opened.code === 'unreachable' || opened.code === 'rate_limited');
  return { ...none, access: toGitAccess(opened.value.credential, opened.value.token) };
}
