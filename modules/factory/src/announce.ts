import type { Announcer, TenantTx } from '@lime/db';

type Ctx = { runs: { announcer: Pick<Announcer, 'announce'> } };

/** Tells who watches a project's boards that these tickets have changed, once it is so. */
export function announceTickets({ runs }: Ctx, tx: TenantTx, projectId: string | bigint, ...ticketIds: (string | bigint)[]): void {
  tx.afterCommit(() => ticketIds.forEach((id) => runs.announcer.announce(`board:${projectId}:${id}`)));
}

/** Tells them that more than a ticket or two have changed. */
export function announceBoard({ runs }: Ctx, tx: TenantTx, projectId: bigint): void {
  tx.afterCommit(() => runs.announcer.announce(`board:${projectId}:all`));
}
