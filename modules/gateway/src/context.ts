import type { Db } from '@lime/db';
import type { Logger } from '@lime/kernel';
import type { RunsContext } from '@lime/runs';
import type { Catalog } from './catalog/catalog.ts';
import { createCrowd, type Crowd, type Place } from './serve/crowd.ts';
import { createKnownTokens, type KnownTokens } from './serve/known-tokens.ts';

/** A call in hand: its row is open, and this process must settle it. */
export type CallInHand = { tenantId: bigint; runId: bigint; stepId: bigint; callId: bigint; model: string; retention: 'none' | 'usage' | 'full'; place: Place };

/** What the gateway is given by the composition root. */
export type GatewayContext = {
  db: Db;
  logger: Logger;
  runs: Pick<RunsContext, 'announcer' | 'blobs' | 'queue' | 'readStepEnv'>;
  catalog: Catalog;
  /** The open calls of this process, by id: their leases are renewed. */
  inHand: Map<bigint, CallInHand>;
  crowd: Crowd;
  known: KnownTokens;
  /** Steps of which an answer went beyond what it was allowed: they get no other. */
  overran: Set<bigint>;
  /** Charges under way: a server that stops waits for them. */
  settling: Set<Promise<void>>;
};

export function createGatewayContext(given: Pick<GatewayContext, 'db' | 'logger' | 'runs' | 'catalog'>): GatewayContext {
  return { ...given, inHand: new Map(), settling: new Set(), overran: new Set(), crowd: createCrowd(), known: createKnownTokens() };
}
