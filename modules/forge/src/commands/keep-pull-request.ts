import type { TenantTx } from '@lime/db';
import type { ForgePullRequest } from '../adapters/forge-adapter.ts';
import type { ForgeContext } from '../context.ts';
import { noteChecks } from '../events/note-checks.ts';
import { type Belongs, type PullRequestRow, readPullRequest, upsertPullRequest } from '../sql/pull-requests.ts';

const unknown: Belongs = { projectId: null, ticketId: null, runId: null };

/** Keeps a pull request as the forge has just answered, and has its ticket know; null when something newer is known already. */
export async function keepPullRequest(ctx: Pick<ForgeContext, 'onChecks' | 'onPullRequest'>, tx: TenantTx, repositoryId: bigint, told: ForgePullRequest, belongs = unknown): Promise<PullRequestRow | null> {
  const id = await upsertPullRequest(tx, repositoryId, told, belongs);
  const row = id === null ? null : await readPullRequest(tx, id);
  if (!row) return null;
  // One that is closed counts no more among the builds of its ticket.
  await noteChecks(ctx, tx, row, row.checks_state);
  await ctx.onPullRequest(tx, row.id);
  return row;
}
