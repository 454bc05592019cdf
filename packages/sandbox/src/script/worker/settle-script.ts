import type { QuickJSContext, QuickJSHandle, QuickJSRuntime } from 'quickjs-emscripten-core';
import type { WorkerOutcome } from '../protocol.ts';
import { readThrown } from './read-error.ts';

/** Between two looks at the clock; each job is short, or is interrupted. */
const jobsAtOnce = 200;

type Settling = {
  runtime: QuickJSRuntime;
  context: QuickJSContext;
  /** Of the JSON that the script answers. */
  promise: QuickJSHandle;
  /** Requests under way. */
  waiting: Set<Promise<void>>;
  deadline: number;
  outputBytes: number;
};

/** Goes on with a script, whenever one of its requests is answered, until it has settled or nothing can settle it. */
export async function settleScript(script: Settling): Promise<WorkerOutcome> {
  const { context, promise, waiting, deadline } = script;
  for (;;) {
    if (!runJobs(script)) return { kind: 'timed_out' };
    const state = context.getPromiseState(promise);
    if (state.type === 'fulfilled') return read(script, state.value);
    if (state.type === 'rejected') return performance.now() > deadline ? { kind: 'timed_out' } : readThrown(context.dump(state.error));
    if (waiting.size === 0) return { kind: 'threw', message: 'it waits for a promise that nothing will settle', line: null, column: null };
    await anyOf(waiting, deadline);
  }
}

/** False when the time ran out. */
function runJobs({ runtime, deadline }: Settling): boolean {
  while (runtime.hasPendingJob()) {
    runtime.executePendingJobs(jobsAtOnce);
    if (performance.now() > deadline) return false;
  }
  return performance.now() <= deadline;
}

function read({ context, outputBytes }: Settling, value: QuickJSHandle): WorkerOutcome {
  // Looked at before it is copied out.
  const chars = context.getNumber(context.getProp(value, 'length'));
  if (chars > outputBytes) return { kind: 'too_much_output' };
  const json = context.getString(value);
  return Buffer.byteLength(json) > outputBytes ? { kind: 'too_much_output' } : { kind: 'returned', json };
}

async function anyOf(waiting: Set<Promise<void>>, deadline: number): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, Math.max(0, deadline - performance.now()) + 1);
  await Promise.race([...waiting, late]);
  clearTimeout(timer);
}
