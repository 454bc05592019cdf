/** How many steps every measured workflow has. */
export const STEPS = 10;

/** What the harness asks of an adapter process, over the IPC channel of the child process. */
export type Request = { kind: 'measure'; load: Load } | { kind: 'stop' };

/** What an adapter process answers: `ready` once by itself, then one answer a request. */
export type Answer = { kind: 'ready' } | { kind: 'measured'; result: WorkflowResult } | { kind: 'failed'; reason: string };

/** A closed loop: `concurrency` callers, each starting its next workflow when its last one has ended. */
export type Load = { concurrency: number; runs: number };

export type WorkflowResult = {
  stepsPerSecond: number;
  /** 95th percentile in milliseconds, see `time-steps.ts`. */
  stepP95: number;
};

/** What an adapter process is given in its environment. */
export const DATABASE_URL = 'BENCH_DATABASE_URL';
export const TEMP_DIR = 'BENCH_TEMP_DIR';
