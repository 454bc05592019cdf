import type { WorkflowResult } from '../adapter/protocol.ts';

/** What one side did in one turn, by concurrency. */
export type Turn = Map<number, WorkflowResult>;
