export { repositoryAccess } from './access/repository-access.ts';
export { createForgeContext } from './context.ts';
export { applyForgeEvent } from './events/apply-forge-event.ts';
export { type Feedback, type FollowUps, type ForgeEvents } from './events/forge-events.ts';
export { forgeRoutes } from './forge-routes.ts';
export { forgeJobs, forgeQueues } from './jobs.ts';
export { findDefaultRepository, findRepository, type WorkRepository } from './queries/find-repository.ts';
export { hasOpenPullRequest } from './queries/has-open-pull-request.ts';
export { forgeTools } from './tools/forge-tools.ts';
