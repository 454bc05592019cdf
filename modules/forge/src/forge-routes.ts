import type { Route } from '@lime/http';
import { connectorRoutes } from './connector-routes.ts';
import type { ForgeContext } from './context.ts';
import { repositoryRoutes } from './repository-routes.ts';

/** Connectors, repositories and pull requests. */
export function forgeRoutes(ctx: ForgeContext): Route[] {
  return [...connectorRoutes(ctx), ...repositoryRoutes(ctx)];
}
