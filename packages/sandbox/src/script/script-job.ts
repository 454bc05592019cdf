import type { RunOrder, ScriptRequest, ScriptResponse, WorkerOutcome } from './protocol.ts';

/** Kept of what a script logs. */
export const logBytes = 32_768;

/** What both runtimes are given: a script without types, and the JSON of what it is told. */
export type ScriptJob = Pick<RunOrder, 'code' | 'context' | 'timeoutMs' | 'outputBytes'> & {
  /** Aborting kills the script: `cancelled`. */
  signal?: AbortSignal;
};

/** How a script ended, and what it logged: also when it was killed. */
export type ScriptEnd = (
  | WorkerOutcome
  | { kind: 'cancelled' }
  /** What ran it is gone, and nobody knows why. */
  | { kind: 'crashed' }
  /** Nothing ran: a sentence for a person. */
  | { kind: 'unavailable'; message: string }
) & { log: string; durationMs: number };

/** Answers a script's requests. */
export type AnswerRequest = (request: ScriptRequest) => Promise<ScriptResponse>;
