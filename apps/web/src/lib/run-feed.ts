import type { LiveMessage, RunEvent, RunSummary } from '@lime/contracts';
import { createEventLog, type EventsPage } from './event-log.ts';
import type { Live } from './live.ts';

export type RunFeedState = {
  /** Every event of the run up to the last one, in order. The array grows in place: `count` tells that it did. */
  events: readonly RunEvent[];
  count: number;
  /** Until the events that were there at the start have been read. */
  loading: boolean;
  error: unknown;
};

export type RunFeed = { state: () => RunFeedState; listen: (listener: () => void) => () => void; start: () => void; stop: () => void };

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

/** A run's events: what there is by HTTP from the cursor, what comes live, and by HTTP again wherever a hole shows. */
export function createRunFeed(options: Options): RunFeed {
  const listeners = new Set<() => void>();
  let announcing: ReturnType<typeof setTimeout> | undefined;
  let unsubscribe: (() => void) | undefined;
  let started = false;
  const log = createEventLog({
    fetchEvents: options.fetchEvents,
    onFresh: (fresh) => {
      change({});
      options.onEvents(fresh);
    },
  });
  let state: RunFeedState = { events: log.events, count: 0, loading: true, error: null };

  function change(part: Partial<RunFeedState>): void {
    state = { ...state, ...part, count: log.events.length };
    announcing ??= setTimeout(() => {
      announcing = undefined;
      for (const listener of listeners) listener();
    }, announceEveryMs);
  }

  async function catchUp(): Promise<void> {
    try {
      await log.catchUp();
      change({ loading: false, error: null });
    } catch (error) {
      change({ loading: false, error });
    }
  }

  function receive(message: LiveMessage): void {
    if (message.op === 'events' && !log.take(message.events)) void catchUp();
    if (message.op === 'run') options.onRun(message.run);
    if (message.op !== 'subscribed') return;
    if (state.error !== null) void catchUp();
    options.onSubscribed();
  }

  async function start(): Promise<void> {
    started = true;
    await catchUp();
    if (started) unsubscribe ??= options.live.subscribe({ topic: `run:${options.runId}`, after: log.lastSeq, onMessage: receive });
  }

  return {
    state: () => state,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: () => void start(),
    stop() {
      started = false;
      unsubscribe?.();
      unsubscribe = undefined;
    },
  };
}
