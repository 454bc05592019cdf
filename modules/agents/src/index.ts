export { previewGuidance } from './queries/preview-guidance.ts';
export { type Guidance, resolveGuidance } from './queries/resolve-guidance.ts';
export { agentRoutes } from './routes.ts';
