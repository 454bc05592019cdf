import type { TenantTx } from '@lime/db';
import { readWaitingRuns, setWaitsFor, signalRun, ticketsDone } from '@lime/runs';
import type { FactoryContext } from '../context.ts';
import { describeBlockers } from '../queries/open-blockers.ts';
import { readGiven } from '../queries/read-given.ts';
import { blocksAny } from '../sql/ticket-links.ts';

/** The queue through which runs that wait for tickets are looked at. */
export const heldRunsQueue = 'factory.look_at_held';

type Queue = Pick<FactoryContext['runs'], 'queue'>;

/** Has the tenant's runs that wait for tickets looked at, once this transaction is done: which of them may begin is read then, from the tickets as they are. */
export async function lookAtHeldRuns({ queue }: Queue, tx: TenantTx): Promise<void> {
  await queue.send(tx, heldRunsQueue, [{ tenantId: String(tx.tenantId) }]);
}

/** The same after one of these tickets may have been done, or undone; nothing is sent when no other waits for any. */
export async function tellOfProgress(ctx: Queue, tx: TenantTx, ...ticketIds: bigint[]): Promise<void> {
  if (await blocksAny(tx, ticketIds)) await lookAtHeldRuns(ctx, tx);
}

/** Lets begin what waits for nothing any more, and has every other run say what it waits for. */
export async function releaseHeldRuns({ runs, blobs }: Pick<FactoryContext, 'runs' | 'blobs'>, tenantId: bigint): Promise<void> {
  for (const held of await runs.db.read(tenantId, readWaitingRuns)) {
    await runs.db.tenant(tenantId, async (tx) => {
      const waitsFor = await describeBlockers(tx, held.ticket_id);
      if (waitsFor === held.waits_for && waitsFor !== null) return;
      if (waitsFor === null) await signalRun(runs, tx, held.run_id, ticketsDone, await readGiven({ blobs }, tx, held.ticket_id));
      else await setWaitsFor(tx, held.run_id, waitsFor);
      tx.afterCommit(() => runs.announcer.announce(`run:${held.run_id}`));
    });
  }
}
