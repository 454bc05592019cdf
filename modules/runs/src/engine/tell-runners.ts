import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';

/** Announced when the runners at work for a run must hear something: a message, a cancel, the end of their step. */
export function newsTopic(runId: bigint): string {
  return `news:${runId}`;
}

/** After the commit, has the heartbeats answered that wait for news of the run. */
export function tellRunners(ctx: Pick<RunsContext, 'announcer'>, tx: TenantTx, runId: bigint): void {
  tx.afterCommit(() => ctx.announcer.announce(newsTopic(runId)));
}
