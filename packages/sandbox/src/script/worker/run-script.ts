import type { QuickJSContext, QuickJSHandle, QuickJSWASMModule } from 'quickjs-emscripten-core';
import type { RunOrder, ScriptResponse, WorkerOutcome } from '../protocol.ts';
import { heapBytes, stackBytes } from './engine.ts';
import { hasDefaultExport } from '../has-default-export.ts';
import { prelude } from './prelude.ts';
import { readError } from './read-error.ts';
import { settleScript } from './settle-script.ts';

/** Requests of one script. */
const mostRequests = 50;

export type Host = {
  log: (text: string) => void;
  /** Answers a request, which is JSON, when the server has. */
  fetch: (request: string) => Promise<ScriptResponse>;
};

/** Runs a script in an engine that nobody has used, to its end or its time's. */
export async function runScript(engine: QuickJSWASMModule, order: RunOrder, host: Host): Promise<WorkerOutcome> {
  const deadline = performance.now() + order.timeoutMs;
  try {
    const runtime = engine.newRuntime({ memoryLimitBytes: heapBytes, maxStackSizeBytes: stackBytes, interruptHandler: () => performance.now() > deadline });
    const context = runtime.newContext();
    const waiting = new Set<Promise<void>>();
    const call = openWorld(context, order, host, waiting);
    const promise = context.unwrapResult(context.callFunction(call, context.undefined, evaluate(context, order.code)));
    return await settleScript({ runtime, context, promise, waiting, deadline, outputBytes: order.outputBytes });
  } catch (error) {
    return performance.now() > deadline ? { kind: 'timed_out' } : readError(error);
  }
}

/** The script's default export or, of one without, its last expression. */
function evaluate(context: QuickJSContext, code: string): QuickJSHandle {
  if (!hasDefaultExport(code)) return context.unwrapResult(context.evalCode(code, 'hook.js', { type: 'global' }));
  return context.getProp(context.unwrapResult(context.evalCode(code, 'hook.js', { type: 'module' })), 'default');
}

/** Gives the script `context`, `console` and `fetch`; answers the function that calls it. */
function openWorld(context: QuickJSContext, order: RunOrder, host: Host, waiting: Set<Promise<void>>): QuickJSHandle {
  const log = boundedLog(order.logBytes, host.log);
  let requests = 0;
  const answer = async (text: string): Promise<ScriptResponse> => {
    requests += 1;
    if (!order.mayFetch) return { error: 'this hook may reach no host: name those that it needs' };
    return requests > mostRequests ? { error: `a hook may make ${mostRequests} requests` } : host.fetch(text);
  };
  const ask = context.newFunction('ask', (text) => {
    const deferred = context.newPromise();
    const answered = answer(context.getString(text)).then((response) => deferred.resolve(context.newString(JSON.stringify(response))));
    waiting.add(answered);
    void answered.then(() => waiting.delete(answered));
    return deferred.handle;
  });
  // As JSON: a text is copied out as far as its first NUL.
  const say = context.newFunction('say', (json) => log(String(JSON.parse(context.getString(json)))));
  const open = context.unwrapResult(context.evalCode(prelude, 'prelude.js'));
  return context.unwrapResult(context.callFunction(open, context.undefined, say, ask, context.newString(order.context)));
}

function boundedLog(bytes: number, log: (text: string) => void): (text: string) => void {
  let left = bytes;
  return (text) => {
    if (left <= 0) return;
    const kept = text.slice(0, left);
    left -= kept.length + 1;
    log(kept.length < text.length || left <= 0 ? `${kept}…` : kept);
  };
}
