/** One server-sent event. `isDelta` marks the pieces that a pace holds back. */
export type StreamEvent = { event: string; data: Record<string, unknown>; isDelta: boolean };

/** Text in pieces of so many characters; no text is no piece. */
export function* slices(text: string, length: number): Generator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}
