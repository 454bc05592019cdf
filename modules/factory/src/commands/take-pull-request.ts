import type { FactoryContext } from '../context.ts';
import { announceTickets } from '../announce.ts';
import { lockProject } from '../sql/projects.ts';
import { notePull, readKnownPull, readPull, setPull } from '../sql/ticket-pulls.ts';
import { followPull } from './move-ticket-by-forge.ts';

/** The queue through which the forge tells of a pull request that it has opened, merged or read anew. */
export const pullChangedQueue = 'factory.pull_changed';

/** Older than whatever the forge tells by an event. */
const longAgo = new Date(0).toISOString();

/**
 * Has a ticket know its pull request, also where no webhook tells of it: one that is open is noted, which moves nothing,
 * as its run does that; one that is over, or open again, moves the ticket as an event would.
 */
export async function takePullRequest({ runs }: Pick<FactoryContext, 'runs'>, tenantId: bigint, pullRequestId: bigint): Promise<void> {
  await runs.db.tenant(tenantId, async (tx) => {
    const pull = await readKnownPull(tx, pullRequestId);
    if (!pull) return;
    const { ticketId, projectId, state } = pull;
    await lockProject(tx, projectId);
    const known = await readPull(tx, ticketId, pull);
    if (state !== 'open') return void (await followPull({ runs }, tx, ticketId, { ...pull, stage: state }));
    if (known?.stage === 'closed') return void (await followPull({ runs }, tx, ticketId, { ...pull, stage: 'opened' }));
    if (!known) await setPull(tx, ticketId, pull, { stage: 'opened', at: longAgo });
    await notePull(tx, ticketId, { ...pull, stage: known?.stage ?? 'opened' });
    announceTickets({ runs }, tx, projectId, ticketId);
  });
}
