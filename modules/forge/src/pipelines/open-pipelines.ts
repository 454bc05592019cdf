import type { ForgePipelines } from '../adapters/forge-adapter.ts';
import type { Found } from '../adapters/found.ts';
import { openRepositoryForge } from '../access/open-repository.ts';
import type { ForgeContext } from '../context.ts';
import type { RepositoryRow } from '../sql/repositories.ts';

/** The pipelines of a repository, ready to be asked about. */
export async function openPipelines(ctx: ForgeContext, tenantId: bigint, repositoryId: bigint): Promise<Found<{ repository: RepositoryRow; pipelines: ForgePipelines }>> {
  const opened = await openRepositoryForge(ctx, tenantId, repositoryId);
  if (!opened.ok) return opened;
  const { repository, forge } = opened.value;
  if (forge.pipelines === null) return { ok: false, code: 'unprocessable', message: `The pipelines of ${repository.full_name} cannot be asked for or started from here: that is so for ${repository.provider}. Its webhooks tell of them.` };
  return { ok: true, value: { repository, pipelines: forge.pipelines } };
}
