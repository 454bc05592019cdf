export { entityRoutes } from './entity-routes.ts';
export type { EntityRow } from './sql/entity-rows.ts';
