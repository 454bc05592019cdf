import type { ProtocolName } from '../upstreams/upstream.ts';

/** Why the gateway refuses a call, in words for the agent's SDK. `stop`: after this every further call will be refused too. */
export type Refusal = { status: number; type: string; message: string; stop?: 'token_revoked' | 'cost_limit_reached' };

/** One wire protocol: everything about it that the rest of the gateway does not know. */
export type Protocol = {
  name: ProtocolName;
  /** Paths below `/model/<protocol>` that are served, with the path at the upstream. */
  paths: Readonly<Record<string, string>>;
  /** What the upstream wants to see a key in. */
  keyHeaders: (apiKey: string) => Record<string, string>;
  /** Headers of the agent that reach the upstream; all others stay here. */
  passOn: readonly string[];
  errorBody: (refusal: Refusal) => unknown;
};
