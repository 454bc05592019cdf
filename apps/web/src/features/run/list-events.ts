import { RunEvent } from '@lime/contracts';
import { z } from 'zod';
import { call } from '../../lib/api.ts';
import type { EventsPage } from '../../lib/event-log.ts';

const Events = z.object({ events: z.array(RunEvent), lastSeq: z.int().nonnegative() });
const pageSize = 1000;

/** The run's events past `after`, at most a page of them. */
export function listEvents(runId: string, after: number): Promise<EventsPage> {
  return call({ path: `/agent-runs/${runId}/events?after=${after}&limit=${pageSize}`, answer: Events });
}
