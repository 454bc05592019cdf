import type { RunEvent } from '@lime/contracts';
import { freshEvents } from './fresh-events.ts';

export type EventsPage = { events: RunEvent[]; lastSeq: number };

type Options = {
  /** The events past a seq, a page of them, and the last seq that there is. */
  fetchEvents: (after: number) => Promise<EventsPage>;
  onFresh: (fresh: readonly RunEvent[]) => void;
};

export type EventLog = {
  /** The run's events 1…n. The array grows in place. */
  events: readonly RunEvent[];
  lastSeq: () => number;
  /** Takes what continues the log; false when the batch lies beyond a hole. */
  take: (batch: readonly RunEvent[]) => boolean;
  /** Fetches from the cursor until everything known to exist is here; one at a time. Throws what fetching throws. */
  catchUp: () => Promise<void>;
};

/** A run's events without holes or repeats, whatever order they come in and by whichever way. */
export function createEventLog({ fetchEvents, onFresh }: Options): EventLog {
  const events: RunEvent[] = [];
  let known = 0;
  let running: Promise<void> | null = null;
  const lastSeq = () => events.at(-1)?.seq ?? 0;

  function take(batch: readonly RunEvent[]): boolean {
    for (const { seq } of batch) known = Math.max(known, seq);
    const { fresh, hole } = freshEvents(lastSeq(), batch);
    for (const event of fresh) events.push(event);
    if (fresh.length > 0) onFresh(fresh);
    return !hole;
  }

  async function fetchAll(): Promise<void> {
    for (let more = true; more; ) {
      const before = lastSeq();
      const page = await fetchEvents(before);
      known = Math.max(known, page.lastSeq);
      take(page.events);
      // Without progress asking again would never end; the next live message tries anew.
      more = lastSeq() > before && lastSeq() < known;
    }
  }

  function catchUp(): Promise<void> {
    running ??= fetchAll().finally(() => {
      running = null;
    });
    return running;
  }

  return { events, lastSeq, take, catchUp };
}
