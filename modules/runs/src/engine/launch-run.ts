import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import type { RunRow } from '../model.ts';
import { insertRun, type NewRun } from '../sql/insert-run.ts';
import { enqueueAdvance } from './enqueue-advance.ts';

/**
 * Inserts a run and sets it going. A process with a free worker takes it at birth and needs no
 * job: should the process die, the lease runs out and the sweeper gives the run to another.
 */
export async function launchRun(ctx: Pick<RunsContext, 'queue' | 'dispatch'>, tx: TenantTx, run: Omit<NewRun, 'leased'>): Promise<RunRow> {
  const { dispatch } = ctx;
  const leased = dispatch !== null && dispatch.hasRoom();
  const row = await insertRun(tx, { ...run, leased });
  if (leased) tx.afterCommit(() => dispatch.drive(tx.tenantId, row));
  else await enqueueAdvance(ctx, tx, [row.id]);
  return row;
}
