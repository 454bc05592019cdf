import type { Db, Queue, QueueSpec } from '@lime/db';
import { clean } from './clean.ts';
import type { Retention } from './retention.ts';

export { startCollecting } from './collect-caches.ts';
export { readRetention, type Retention } from './retention.ts';

export const cleanQueue = 'ops.clean';

/** Once a day, the server that takes the job removes what has served its time, and has other modules remove what is theirs. */
export function opsJobs({ db, keep, prune }: { db: Db; keep: Retention; prune: () => Promise<void> }): QueueSpec[] {
  return [{ name: cleanQueue, concurrency: 1, handle: async () => {
    await clean(db, keep);
    await prune();
  } }];
}

/** Asks for the daily cleaning; asking again changes nothing. */
export async function scheduleOps(queue: Queue): Promise<void> {
  await queue.schedule(cleanQueue, '17 3 * * *', { tenantId: '0' });
}
