import type { RunEvent } from '@lime/contracts';

/** What a batch adds to a log that holds every event up to `lastSeq`. */
export type Fresh = {
  /** The events that continue the log without a hole, in order, each once. */
  fresh: RunEvent[];
  /** Whether the batch also held events that lie beyond a hole; those are not in `fresh`. */
  hole: boolean;
};

/**
 * Takes from a batch what continues the log. Batches may overlap, repeat, or come out of order: the
 * log stays the run's events 1…n, each once, whatever the connection did.
 */
export function freshEvents(lastSeq: number, batch: readonly RunEvent[]): Fresh {
  const fresh: RunEvent[] = [];
  let expected = lastSeq + 1;
  for (const event of inOrder(batch)) {
    if (event.seq < expected) continue;
    if (event.seq > expected) return { fresh, hole: true };
    fresh.push(event);
    expected += 1;
  }
  return { fresh, hole: false };
}

function inOrder(batch: readonly RunEvent[]): readonly RunEvent[] {
  const ordered = batch.every((event, index) => index === 0 || (batch[index - 1]?.seq ?? 0) <= event.seq);
  return ordered ? batch : batch.toSorted((a, b) => a.seq - b.seq);
}
