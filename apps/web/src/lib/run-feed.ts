import type { LiveMessage, RunEvent, RunSummary } from '@lime/contracts';
import { freshEvents } from './fresh-events.ts';
import type { Live } from './live.ts';

export type EventsPage = { events: RunEvent[]; lastSeq: number };

export type RunFeedState = {
  /** Every event of the run up to the last one, in order. The array grows in place: `count` tells that it did. */
  events: readonly RunEvent[];
  count: number;
  /** Until the events that were there at the start have been read. */
  loading: boolean;
  error: unknown;
};

export type RunFeed = {
  state: () => RunFeedState;
  listen: (listener: () => void) => () => void;
  start: () => void;
  stop: () => void;
};

type Options = {
  runId: string;
  live: Live;
  fetchEvents: (after: number) => Promise<EventsPage>;
  onRun: (run: RunSummary) => void;
  /** After each (re)subscription: what is not an event may have changed meanwhile. */
  onSubscribed: () => void;
  onEvents: (fresh: readonly RunEvent[]) => void;
};

/** Events come in bursts; listeners hear of them at most this often. */
const announceEveryMs = 40;

/**
 * A run's events: first by HTTP from the cursor, then live. A batch with a hole is never shown; the
 * missing events are fetched from the cursor, so the list is always 1…count.
 */
export function createRunFeed(options: Options): RunFeed {
  const events: RunEvent[] = [];
  const listeners = new Set<() => void>();
  let state: RunFeedState = { events, count: 0, loading: true, error: null };
  let announcing: ReturnType<typeof setTimeout> | undefined;
  let unsubscribe: (() => void) | undefined;
  let stopped = true;
  let fetching = false;
  /** The highest seq known to exist. */
  let known = 0;

  const lastSeq = () => events.at(-1)?.seq ?? 0;

  function announce(change: Partial<RunFeedState>): void {
    state = { ...state, ...change, count: events.length };
    announcing ??= setTimeout(() => {
      announcing = undefined;
      for (const listener of listeners) listener();
    }, announceEveryMs);
  }

  function take(batch: readonly RunEvent[]): boolean {
    for (const { seq } of batch) known = Math.max(known, seq);
    const { fresh, hole } = freshEvents(lastSeq(), batch);
    if (fresh.length > 0) {
      for (const event of fresh) events.push(event);
      announce({});
      options.onEvents(fresh);
    }
    return hole;
  }

  /** Reads from the cursor until everything known to exist is here; one reader at a time. */
  async function catchUp(): Promise<void> {
    if (fetching || stopped) return;
    fetching = true;
    try {
      for (let more = true; more && !stopped; ) {
        const before = lastSeq();
        const page = await options.fetchEvents(before);
        known = Math.max(known, page.lastSeq);
        take(page.events);
        more = lastSeq() > before && lastSeq() < known;
      }
      announce({ loading: false, error: null });
    } catch (error) {
      announce({ loading: false, error });
    } finally {
      fetching = false;
    }
  }

  function receive(message: LiveMessage): void {
    if (message.op === 'events' && take(message.events)) void catchUp();
    if (message.op === 'run') options.onRun(message.run);
    if (message.op === 'subscribed') {
      if (state.error !== null) void catchUp();
      options.onSubscribed();
    }
  }

  return {
    state: () => state,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start() {
      stopped = false;
      void catchUp().then(() => {
        if (stopped || unsubscribe !== undefined) return;
        unsubscribe = options.live.subscribe({ topic: `run:${options.runId}`, after: lastSeq, onMessage: receive });
      });
    },
    stop() {
      stopped = true;
      clearTimeout(announcing);
      announcing = undefined;
      unsubscribe?.();
      unsubscribe = undefined;
    },
  };
}
