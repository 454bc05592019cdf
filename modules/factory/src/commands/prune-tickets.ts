import type { FactoryContext } from '../context.ts';
import { deleteFilesOfTickets } from '../sql/attachments.ts';
import { readOutlived, removeOutlived } from '../sql/deleted-tickets.ts';
import { dropContents } from './drop-contents.ts';

/** For so long a deleted ticket can be restored. */
const keptDays = 30;

type Ctx = { runs: Pick<FactoryContext['runs'], 'db' | 'queue'> };

/** Removes what nobody has restored, of all tenants, with its files. */
export async function pruneTickets({ runs }: Ctx): Promise<void> {
  for (;;) {
    const outlived = await runs.db.engine((tx) => readOutlived(tx, keptDays));
    if (outlived.length === 0) return;
    // The files first: with their tickets gone, nothing would tell what they held.
    for (const [tenantId, tickets] of Map.groupBy(outlived, ({ tenant_id }) => tenant_id)) {
      await runs.db.tenant(tenantId, async (tx) => dropContents(runs, tx, await deleteFilesOfTickets(tx, tickets.map(({ id }) => id))));
    }
    await runs.db.engine((tx) => removeOutlived(tx, outlived.map(({ id }) => id), keptDays));
  }
}
