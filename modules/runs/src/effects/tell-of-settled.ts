import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { wakeAndEnqueue } from '../engine/enqueue-advance.ts';
import { noteRunChanged } from '../engine/note-run-changed.ts';
import { findEnded } from '../sql/find-ended.ts';

/** Says that it is known by now what became of an effect: its run goes on, and of one that has ended meanwhile others hear once more. */
export async function tellOfSettled(ctx: RunsContext, tx: TenantTx, runId: bigint): Promise<void> {
  const ended = await findEnded(tx, runId);
  if (ended) await noteRunChanged(ctx, tx, ended);
  else await wakeAndEnqueue(ctx, tx, runId);
}
