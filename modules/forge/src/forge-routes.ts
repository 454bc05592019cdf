import type { Route } from '@lime/http';
import type { MergeDeps } from './commands/merge-pull-request.ts';
import { connectorRoutes } from './connector-routes.ts';
import type { ForgeContext } from './context.ts';
import { deploymentRoutes } from './deployments/deployment-routes.ts';
import { pipelineRoutes } from './pipelines/pipeline-routes.ts';
import { pullRequestRoutes } from './pull-request-routes.ts';
import { repositoryRoutes } from './repository-routes.ts';

/** Connectors, repositories, pull requests, pipelines and deployments; merging and deploying are runs. */
export function forgeRoutes(ctx: ForgeContext, merging: MergeDeps): Route[] {
  return [...connectorRoutes(ctx), ...repositoryRoutes(ctx), ...pullRequestRoutes(ctx, merging), ...pipelineRoutes(ctx, merging), ...deploymentRoutes(merging)];
}
