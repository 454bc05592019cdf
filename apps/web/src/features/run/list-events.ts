import { api } from '../../lib/client.ts';
import type { EventsPage } from '../../lib/event-log.ts';

const pageSize = 1000;

/** The run's events past `after`, at most a page of them. */
export function listEvents(runId: string, after: number): Promise<EventsPage> {
  return api.readRunEvents({ id: runId, query: { after, limit: pageSize } });
}
