import { serveAdapter } from '../adapter/serve-adapter.ts';
import { startLangGraph } from './langgraph.ts';

await serveAdapter((databaseUrl) => startLangGraph(databaseUrl, 'sync'));
