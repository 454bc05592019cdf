import { expect } from 'bun:test';
import { RunEventBody } from '@lime/contracts';

/** What holds for the transcript of every agent: events that parse, and tools that start, say something, and end, one after the other. */
export function checkTranscript(events: readonly RunEventBody[]): void {
  let open: string | null = null;
  for (const event of events) {
    expect(RunEventBody.safeParse(event).success).toBe(true);
    if (event.type !== 'tool') continue;
    expect({ phase: event.phase, open }).toEqual({ phase: event.phase, open: event.phase === 'start' ? null : event.name });
    if (event.phase === 'end') expect(event.durationMs).toBeGreaterThanOrEqual(0);
    open = event.phase === 'end' ? null : event.name;
  }
  expect(open).toBeNull();
}
