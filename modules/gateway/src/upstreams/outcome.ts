import type { Members } from '../protocols/json.ts';
import type { Meter } from '../protocols/protocol.ts';
import type { Upstream } from './upstream.ts';

/** `readMany` is Bun's own: all that has come, in one turn. */
type StreamReader = { read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>; readMany?: () => Many | Promise<Many>; cancel(): Promise<void> };
type Many = { done: boolean; value: Uint8Array[] };

/** A stream whose first content has come: from here on it cannot be asked for again unseen. */
export type BegunStream = {
  /** What came up to the first content, still to be passed on. */
  begun: Uint8Array[];
  reader: StreamReader;
  /** Whether the answer's last event is among it. */
  ended: boolean;
  /** Goes on reading events where `begun` ends. */
  read(chunk: Uint8Array): Members[];
};

/** What one try at one upstream came to. */
export type Tried =
  | { kind: 'stream'; upstream: Upstream; meter: Meter; stream: BegunStream }
  | { kind: 'answer'; upstream: Upstream; meter: Meter; bytes: Uint8Array }
  /** A plain answer that is longer than it was allowed: its rest was not read. */
  | { kind: 'overrun'; upstream: Upstream; meter: Meter }
  /** The upstream is well, and says that the request is wrong. */
  | { kind: 'rejected'; upstream: Upstream; status: number; bytes: Uint8Array }
  /** The upstream refuses the key: no other try would help. */
  | { kind: 'wrong_key'; upstream: Upstream; status: number }
  /** `retryAfterMs`: what it asks to wait; null where it does not say. `status`: 0 where none came. `unreachable`: nor did a connection. */
  | { kind: 'failed'; upstream: Upstream; status: number; why: string; retryAfterMs: number | null; unreachable?: true }
  | { kind: 'gone' };
