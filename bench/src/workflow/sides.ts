import { join } from 'node:path';
import type { Runtime } from '../adapter/start-adapter.ts';

/** One engine in one configuration, in a process of its own. */
export type Side = { name: string; file: string; runtime: Runtime };

/** An engine that we are compared with; of several configurations the better figure stands for it. */
export type Peer = { name: string; sides: Side[]; goalAt20: number };

const side = (name: string, runtime: Runtime): Side => ({ name, runtime, file: join(import.meta.dirname, `${name}.ts`) });

export const OURS = side('ours', 'bun');

export const PEERS: Peer[] = [
  { name: 'langgraph', sides: [side('langgraph-sync', 'node'), side('langgraph-async', 'node')], goalAt20: 5 },
  { name: 'dbos', sides: [side('dbos', 'node')], goalAt20: 3 },
  { name: 'restate', sides: [side('restate', 'node')], goalAt20: 1.2 },
];
