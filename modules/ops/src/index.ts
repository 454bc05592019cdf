import type { Db, Queue, QueueSpec } from '@lime/db';
import { deleteExpired } from './sql/delete-expired.ts';

export const cleanQueue = 'ops.clean';

/** Once a day, the server that takes the job removes expired keys, links and sessions, and has other modules remove what is theirs. */
export function opsJobs(deps: { db: Db; prune: () => Promise<void> }): QueueSpec[] {
  return [{ name: cleanQueue, concurrency: 1, handle: async () => {
    await deps.db.engine(deleteExpired);
    await deps.prune();
  } }];
}

/** Asks for the daily cleaning; asking again changes nothing. */
export async function scheduleOps(queue: Queue): Promise<void> {
  await queue.schedule(cleanQueue, '17 3 * * *', { tenantId: '0' });
}
