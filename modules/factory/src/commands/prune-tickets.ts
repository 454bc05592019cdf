import type { FactoryContext } from '../context.ts';
import { removeDeleted } from '../sql/deleted-tickets.ts';

/** For so long a deleted ticket can be restored. */
const keptDays = 30;

/** Removes what nobody has restored, of all tenants. */
export async function pruneTickets({ runs }: { runs: Pick<FactoryContext['runs'], 'db'> }): Promise<void> {
  while ((await runs.db.engine((tx) => removeDeleted(tx, keptDays))) > 0);
}
