export { type Catalog, createCatalog } from './catalog/catalog.ts';
export { checkModel } from './catalog/check-model.ts';
export { pruneCalls } from './commands/prune-calls.ts';
export { type ModelsFile, readModelsFile } from './catalog/models-file.ts';
export { createGatewayContext, type GatewayContext } from './context.ts';
export { startSweep } from './money/sweep-calls.ts';
export { gatewayRoutes } from './routes.ts';
export { serveModel } from './serve/serve-model.ts';
