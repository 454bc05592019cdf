import type { TenantTx } from '@lime/db';
import { summarise } from '../adapters/summarise-checks.ts';
import type { ForgeContext } from '../context.ts';
import { type PullRequestRow, readOpenChecks, setChecksState } from '../sql/pull-requests.ts';

/** Keeps what the checks of a pull request come to, and tells its ticket what those of all its open ones do. */
export async function noteChecks(ctx: Pick<ForgeContext, 'onChecks'>, tx: TenantTx, pull: Pick<PullRequestRow, 'id' | 'ticket_id'>, state: PullRequestRow['checks_state']): Promise<void> {
  await setChecksState(tx, pull.id, state);
  if (pull.ticket_id !== null) await ctx.onChecks(tx, pull.ticket_id, summarise(await readOpenChecks(tx, pull.ticket_id)).state);
}
