import type { CallInHand } from '../context.ts';
import type { Hold } from '../money/hold-for.ts';
import type { Ask, Protocol, ServedPath } from '../protocols/protocol.ts';
import type { Upstream } from '../upstreams/upstream.ts';
import type { Place } from './crowd.ts';

/** A request that makes sense, and where it may go. */
export type ReadyCall = { protocol: Protocol; path: ServedPath; ask: Ask; text: string; bytes: number; upstreams: Upstream[]; request: Request; place: Place };

/** A call that goes out: what it holds, how many tokens its answer may have, what was sent, and the end of its agent's patience. */
export type OpenCall = { inHand: CallInHand; hold: Hold; allowed: number; sent: string; ready: ReadyCall; gone: AbortController };
