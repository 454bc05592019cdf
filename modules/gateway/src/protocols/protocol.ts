import type { TokenUsage } from '../catalog/cost-of.ts';
import type { ProtocolName } from '../upstreams/upstream.ts';
import type { Members } from './json.ts';

/** Why the gateway refuses a call, in words for the agent's SDK. */
export type Refusal = {
  status: number;
  type: string;
  message: string;
  /** After this every further call will be refused too: the runner ends the step. */
  stop?: 'token_revoked' | 'cost_limit_reached';
  /** What the protocol's clients know it by, where that is another word than its type. */
  code?: string;
  /** The SDK may try again, after so many seconds. */
  retryAfterSeconds?: number;
};

/** What an agent asks for, as far as the gateway cares. */
export type Ask = {
  model: string;
  stream: boolean;
  body: Members;
  /** The longest answer that it takes, in tokens; null: it does not say. */
  maxOutput: number | null;
  /** With less than this the upstream refuses the request, or the answer is of no use. */
  leastOutput: number;
  protocol: ProtocolName;
  /** What it holds beside text, as base64. */
  inline: { images: string[]; documents: string[] };
};

export type AskRead = { kind: 'ask'; ask: Ask } | { kind: 'refused'; message: string };

/** What a streamed event means for whoever passes it on. */
export type EventKind =
  /** Nothing that an agent acts upon: the call can still be made again. */
  | 'preamble'
  | 'content'
  /** The answer is whole. */
  | 'end'
  /** The upstream says that it has failed. */
  | 'failure';

/** Reads what an answer used while it passes by. */
export type Meter = {
  event(data: Members): EventKind;
  /** A plain answer's body; false when it is none. */
  answer(body: Members): boolean;
  /** What was used, as far as it was told. */
  told(): { usage: TokenUsage; complete: boolean };
  /** Types of events that hold nothing but a piece of what is said, and how much of it; the passer-by may tell the length alone. */
  quiet: { types: readonly string[]; lengthOf(event: Members): number; member?: string; said(characters: number): void };
  /** The length of what was said so far, for an estimate. */
  saidCharacters(): number;
};

export type ServedPath = { upstream: string; kind: 'answer' | 'count' };

/** One wire protocol: everything about it that the rest of the gateway does not know. */
export type Protocol = {
  name: ProtocolName;
  /** Paths below `/model/<protocol>` that are served. */
  paths: Readonly<Record<string, ServedPath>>;
  /** Where an upstream counts the tokens of a request for nothing, and which members of one it takes. */
  count: { path: string; members: readonly string[] };
  /** What the upstream wants to see a key in. */
  keyHeaders: (apiKey: string) => Record<string, string>;
  /** Headers of the agent that reach the upstream; all others stay here. */
  passOn: readonly string[];
  readAsk: (body: Members, serverTools: ReadonlySet<string>) => AskRead;
  /** The request with its answer bounded to so many tokens. */
  bound: (ask: Ask, maxOutput: number) => Members;
  createMeter: () => Meter;
  errorBody: (refusal: Refusal) => unknown;
  /** The same in the middle of a stream, as the text of a server-sent event. */
  errorEvent: (refusal: Refusal) => string;
};
