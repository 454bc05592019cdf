export { type Guidance, resolveGuidance } from './queries/resolve-guidance.ts';
export { agentRoutes } from './routes.ts';
