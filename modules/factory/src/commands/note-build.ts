import type { ChecksState } from '@lime/contracts';
import type { z } from 'zod';
import type { TenantTx } from '@lime/db';
import { announceTickets } from '../announce.ts';
import type { FactoryContext } from '../context.ts';
import { setBuild } from '../sql/ticket-pulls.ts';

/** Shows on a ticket's card what the checks of its open pull requests come to. */
export async function noteBuild(ctx: { runs: Pick<FactoryContext['runs'], 'announcer'> }, tx: TenantTx, ticketId: bigint, state: z.infer<typeof ChecksState>): Promise<void> {
  const projectId = await setBuild(tx, ticketId, state === 'none' ? null : state);
  if (projectId !== null) announceTickets(ctx, tx, projectId, ticketId);
}
