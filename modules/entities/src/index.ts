export { type EntityKeeping, entityRoutes } from './entity-routes.ts';
