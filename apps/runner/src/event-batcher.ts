import type { RunEventBody } from '@lime/contracts';
import { createEventQueue } from './event-queue.ts';
import type { CallResult } from './protocol/call-server.ts';
import { retryUnreachable } from './protocol/retry-unreachable.ts';

/** Events leave this long after the first of them was said, or sooner with a full batch. */
const flushAfterMs = 15;

/** The most that one step may put into the transcript, far above what work comes to; what is said after that is dropped. Events are counted as they are said, and each as at least so many characters. */
const mostChars = 64_000_000;
const leastEventChars = 200;
const tooMuch = 'This step has said more than a transcript holds. What it says from here on is not kept.';

export type EventBatcher = {
  /** Queues an event. Resolves at once, or when there is room again: await it where you can. */
  emit: (event: RunEventBody) => Promise<void>;
  /** Resolves when everything said so far is with the server, or sending has stopped. */
  flush: () => Promise<void>;
};

type BatcherOptions = {
  send: (batch: number, events: RunEventBody[]) => Promise<CallResult<unknown>>;
  /** Gives up on a server that does not answer. */
  signal: AbortSignal;
  /** The lease is lost, or the server will not have the batch: nothing more is sent after it. */
  onRefused: (result: CallResult<unknown>) => void;
};

/**
 * Sends a step's events in numbered batches, one at a time and in order. A batch that did not get
 * through is sent again unchanged under its number, so the server keeps each event once.
 */
export function createEventBatcher(options: BatcherOptions): EventBatcher {
  const queue = createEventQueue();
  let stopped = false;
  let chars = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let sending: Promise<void> | null = null;
  let lastBatch = 0;
  const waitingForRoom: (() => void)[] = [];

  const letWaitersGo = () => {
    if (queue.isFull()) return;
    for (const go of waitingForRoom.splice(0)) go();
  };

  const drain = async () => {
    while (queue.size() > 0) {
      const events = queue.takeBatch();
      const batch = ++lastBatch;
      const result = await retryUnreachable(() => options.send(batch, events), { signal: options.signal });
      if (result.kind !== 'ok') {
        stopped = true;
        queue.clear();
        if (result.kind !== 'unreachable') options.onRefused(result);
      }
      letWaitersGo();
    }
  };

  const startSending = () => {
    if (timer) clearTimeout(timer);
    timer = null;
    sending ??= drain().finally(() => {
      sending = null;
      if (queue.size() > 0) startSending();
    });
  };

  return {
    emit: async (event) => {
      if (stopped || (chars > mostChars && canGo(event))) return;
      queue.push(event);
      const before = chars;
      chars += Math.max(leastEventChars, 'text' in event ? event.text.length : 0);
      if (before <= mostChars && chars > mostChars) queue.push({ type: 'error', code: 'transcript_full', text: tooMuch });
      if (queue.hasFullBatch()) startSending();
      else timer ??= setTimeout(startSending, flushAfterMs);
      if (queue.isFull()) await new Promise<void>((resolve) => waitingForRoom.push(resolve));
    },
    flush: async () => {
      while (queue.size() > 0 || sending) {
        startSending();
        await sending;
      }
    },
  };
}

/** What a step comes to is told whatever it said before: its changes and its errors. */
function canGo({ type }: RunEventBody): boolean {
  return type !== 'error' && type !== 'diff' && type !== 'artifact';
}
