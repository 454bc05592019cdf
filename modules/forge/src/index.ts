export { forgeTools } from './forge-tools.ts';
