import type { QueueSpec } from '@lime/db';
import { followRepositoryJob } from './commands/follow-repository.ts';
import { followUp } from './events/follow-up.ts';
import { checkFailedQueue, followQueue, followUpQueue, type ForgeEvents } from './events/forge-events.ts';
import { takeFailedCheck } from './events/take-failed-check.ts';

/** The names of this module's queues. */
export const forgeQueues = [checkFailedQueue, followUpQueue, followQueue];

/** What this module's queues do. */
export function forgeJobs(events: ForgeEvents): QueueSpec[] {
  return [
    { name: checkFailedQueue, concurrency: 4, handle: (data) => takeFailedCheck(events, data) },
    { name: followQueue, concurrency: 4, handle: (data) => followRepositoryJob(events.forge, data) },
    { name: followUpQueue, concurrency: 4, handle: (data) => followUp(events, data) },
  ];
}
