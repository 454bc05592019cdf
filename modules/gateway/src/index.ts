export type { GatewayContext } from './context.ts';
export { serveModel } from './serve/serve-model.ts';
export { upstreamsOf } from './upstreams/upstreams-of.ts';
