import type { Db } from '@lime/db';
import type { Logger } from '@lime/kernel';
import type { Upstream } from './upstreams/upstream.ts';

/** What the gateway is given by the composition root. */
export type GatewayContext = {
  db: Db;
  logger: Logger;
  /** In the order in which they are tried. */
  upstreams: readonly Upstream[];
};
