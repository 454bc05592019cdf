import type { WaitingOn } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { parkRun } from '../sql/park-run.ts';
import type { HeldRun } from './held-run.ts';
import { noteRunChanged } from './note-run-changed.ts';
import { afterParking, type StepMove } from './step-move.ts';

/** Lets go of the run, in a transaction of its own. */
export function parkStep(ctx: RunsContext, held: HeldRun, waitingOn: WaitingOn | null): Promise<StepMove> {
  return ctx.db.tenant(held.lease.tenantId, (tx) => parkWithin(ctx, tx, held, waitingOn));
}

/** Lets go of the run in the transaction that wrote what it waits for. */
export async function parkWithin(ctx: RunsContext, tx: TenantTx, held: HeldRun, waitingOn: WaitingOn | null): Promise<StepMove> {
  const parked = await parkRun(tx, held.lease, waitingOn);
  if (parked === 'parked' && held.run.waiting_on !== waitingOn) await noteRunChanged(ctx, tx, held.run);
  return afterParking(parked);
}
