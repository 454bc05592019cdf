import type { Db, EngineTx } from '@lime/db';
import type { Retention } from './retention.ts';
import { deleteExpired, deleteOldDeployments, deleteOldHistory } from './sql/delete-expired.ts';
import { deletePutAway } from './sql/delete-put-away.ts';

/** Removes what has served its time, of all tenants. Broken off, the next time goes on with it. */
export async function clean(db: Db, keep: Retention): Promise<void> {
  await db.engine(deleteExpired);
  await untilNone(db, (tx) => deleteOldHistory(tx, keep));
  await untilNone(db, (tx) => deleteOldDeployments(tx, keep));
  await db.engine(deletePutAway);
}

async function untilNone(db: Db, some: (tx: EngineTx) => Promise<number>): Promise<void> {
  while ((await db.engine(some)) > 0);
}
