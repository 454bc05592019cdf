export { repositoryAccess } from './access/repository-access.ts';
export { createForgeContext, type ForgeContext } from './context.ts';
export { forgeRoutes } from './forge-routes.ts';
export { forgeTools } from './tools/forge-tools.ts';
export { findDefaultRepository, findRepository, type WorkRepository } from './queries/find-repository.ts';
