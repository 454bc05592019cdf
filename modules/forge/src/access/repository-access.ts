import type { AgentWork, GivenAccess } from '@lime/contracts';
import type { ForgeContext } from '../context.ts';
import { findWithConnector } from './find-with-connector.ts';
import { toGitAccess } from './git-access.ts';
import { tokenOf } from './open-connector.ts';
import { serverOf } from './server-of.ts';

/** `url`: where the repository stands by now. */
type AccessNow = GivenAccess & { url: string };

/**
 * What opens a repository for git, for whoever clones it or pushes to it just now, and its address: renamed since the
 * work was asked for, it is the same one still. On another server than it was, it is opened to nobody.
 */
export async function repositoryAccess(ctx: ForgeContext, tenantId: bigint, { repositoryId, url }: AgentWork['repository']): Promise<AccessNow> {
  const none: AccessNow = { access: null, problem: null, retryable: false, url };
  if (repositoryId === undefined) return none;
  const refused = (problem: string, retryable = false): AccessNow => ({ ...none, problem, retryable });
  const found = await findWithConnector(ctx, tenantId, BigInt(repositoryId));
  if (!found.ok) return refused(found.message);
  const { repository, connector } = found.value;
  const server = serverOf(url);
  if (server === null || serverOf(repository.clone_url) !== server) return refused(`The repository ${repository.full_name} stands on another server by now. Start the work anew.`);
  if (serverOf(connector.url) !== server) return refused(`The repository ${repository.full_name} does not stand on its connector's server.`);
  const opened = await tokenOf(ctx, tenantId, connector);
  if (!opened.ok) return refused(opened.message, opened.code === 'unreachable' || opened.code === 'rate_limited');
  return { ...none, access: toGitAccess(opened.value.credential, opened.value.token), url: repository.clone_url };
}
