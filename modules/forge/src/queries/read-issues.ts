import { refuse } from '@lime/kernel';
import { openRepositoryForge } from '../access/open-repository.ts';
import { pageSize } from '../adapters/list-pages.ts';
import type { ForgeContext } from '../context.ts';
import { orRefuse } from '../refusals.ts';

/** Nobody waits for more pages than so many. */
const mostPages = 100;

/** All issues of a repository as its forge tells of them, oldest first, at most 10,000. 422 `no_issues` where the forge has none that are read. */
export async function readIssues(ctx: ForgeContext, tenantId: bigint, repositoryId: bigint): Promise<unknown[]> {
  const { repository, forge } = orRefuse(await openRepositoryForge(ctx, tenantId, repositoryId));
  const issues: unknown[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    if (!forge.listIssues) refuse({ status: 422, code: 'no_issues', title: 'No issues to read', detail: 'Issues are read from GitHub alone. Import those of other forges as a CSV file.' });
    const found = orRefuse(await forge.listIssues(repository.full_name, page));
    issues.push(...found);
    if (found.length < pageSize) break;
  }
  return issues;
}
