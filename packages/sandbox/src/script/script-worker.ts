import { parseJson } from '@lime/kernel';
import { FromWorker, ScriptRequest, type ScriptResponse, type ToWorker } from './protocol.ts';
import { readLines } from './read-lines.ts';
import { startWorkerProcess, type WorkerProcess } from './start-worker-process.ts';

/** Far more than all that a script may say in one line. */
const mostLineChars = 4_000_000;

/** What goes on beside the answer. */
export type Asking = {
  /** Milliseconds after which the worker is killed. */
  within: number;
  signal?: AbortSignal | undefined;
  onLog?: (text: string) => void;
  onFetch?: (request: ScriptRequest) => Promise<ScriptResponse>;
};

type Answer = Extract<FromWorker, { type: 'ran' | 'prepared' }>;
/** The worker is gone, and why. */
export type Lost = { type: 'lost'; why: 'late' | 'cancelled' | 'out_of_memory' | 'crashed' };

export type ScriptWorker = {
  /** One order at a time. A worker that was lost answers `crashed` to all that follow. */
  ask: (order: Extract<ToWorker, { type: 'run' | 'prepare' }>, asking: Asking) => Promise<Answer | Lost>;
  isAlive: () => boolean;
  /** Kills it; resolves when it is gone. */
  end: () => Promise<void>;
};

/** Starts a worker; resolves when it can be asked, or has failed. */
export async function openScriptWorker(): Promise<ScriptWorker> {
  const child = await startWorkerProcess();
  let alive = true;
  let hear: (line: FromWorker | Lost) => void;
  const started = new Promise((resolve) => (hear = resolve));
  const gone = child.exited.then((how) => {
    alive = false;
    hear({ type: 'lost', why: how === 'out_of_memory' ? how : 'crashed' });
  });
  const kill = () => {
    alive = false;
    child.kill();
  };
  void listen(child, (line) => hear(line)).then(kill);
  await started;
  return {
    ask: (order, asking) => {
      const { promise, resolve } = Promise.withResolvers<Answer | Lost>();
      if (!alive) return Promise.resolve({ type: 'lost', why: 'crashed' });
      hear = hearing(child, asking, resolve);
      const stop = killer(kill, asking, resolve);
      send(child, order);
      return promise.finally(stop);
    },
    isAlive: () => alive,
    end: async () => {
      kill();
      await gone;
    },
  };
}

/** Passes on what a worker says while it is at an order. */
function hearing(child: WorkerProcess, { onLog, onFetch }: Asking, resolve: (answer: Answer | Lost) => void) {
  return (line: FromWorker | Lost): void => {
    if (line.type === 'ran' || line.type === 'prepared' || line.type === 'lost') resolve(line);
    else if (line.type === 'log') onLog?.(line.text);
    else if (line.type === 'fetch') void answer(line.request, onFetch).then((response) => send(child, { type: 'fetched', requestId: line.requestId, response }));
  };
}

async function answer(json: string, onFetch: Asking['onFetch']): Promise<ScriptResponse> {
  const request = ScriptRequest.safeParse(parseJson(json));
  if (!request.success) return { error: 'the request is too large, or none' };
  return onFetch ? onFetch(request.data) : { error: 'no request was expected' };
}

/** Kills the worker when its time is over, or nobody wants the answer any more. */
function killer(end: () => void, { within, signal }: Asking, resolve: (lost: Lost) => void): () => void {
  const kill = (why: Lost['why']) => {
    end();
    resolve({ type: 'lost', why });
  };
  const timer = setTimeout(() => kill('late'), within);
  const cancel = () => kill('cancelled');
  signal?.addEventListener('abort', cancel);
  if (signal?.aborted) cancel();
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  };
}

function send(child: WorkerProcess, line: ToWorker): void {
  child.stdin.write(`${JSON.stringify(line)}\n`);
}

/** A worker that says anything else than it should is not to be trusted any more. */
async function listen(child: WorkerProcess, onLine: (line: FromWorker) => void): Promise<void> {
  await readLines(child.stdout, mostLineChars, (text) => {
    const line = FromWorker.safeParse(parseJson(text));
    if (line.success) onLine(line.data);
    return line.success;
  });
}
