import type { PreparedScript, WorkerOutcome } from './protocol.ts';
import { type AnswerRequest, logBytes, type ScriptEnd, type ScriptJob } from './script-job.ts';
import { type Lost, openScriptWorker, type ScriptWorker } from './script-worker.ts';

/** Past a script's own time: QuickJS stops nearly everything by itself, a kill the rest. */
const graceMs = 250;
const prepareMs = 5000;
/** A worker that nobody needs goes after this. */
const idleMs = 60_000;
/** A worker gives way to a new one after so many scripts, whatever they may have left behind. */
const mostScripts = 1000;

/** `fetch`: answers the script's requests; without it there is no network. */
export type PooledScriptJob = ScriptJob & { fetch?: AnswerRequest };

export type ScriptPool = {
  /** Takes the types out of a script; `compile`: and sees whether QuickJS can read it. */
  prepare: (source: string, options: { compile: boolean }) => Promise<PreparedScript>;
  /** Runs a script without types. Waits for a worker when all are busy; that time is not the script's. */
  run: (job: PooledScriptJob) => Promise<ScriptEnd>;
  close: () => Promise<void>;
};

type Worker = ScriptWorker & { scripts: number; idle?: ReturnType<typeof setTimeout> };

/** Processes that run scripts in QuickJS, started when they are needed, at most `size` at once. */
export function openScriptPool({ size }: { size: number }): ScriptPool {
  const { take, giveBack, close } = keepWorkers(size);
  const withWorker = async <T>(work: (worker: Worker) => Promise<T>): Promise<T> => {
    const worker = await take();
    try {
      return await work(worker);
    } finally {
      giveBack(worker);
    }
  };

  return {
    prepare: (source, { compile }) => withWorker(async (worker) => {
      const answer = await worker.ask({ type: 'prepare', source, compile }, { within: prepareMs });
      return answer.type === 'prepared' ? answer.result : { kind: 'flawed', message: 'it takes too long or too much memory to read', line: null, column: null };
    }),
    run: (job) => withWorker((worker) => runOn(worker, job)),
    close: async () => {
      await close();
    },
  };
}

/** Workers, started when they are needed, at most `size` at once; who wants one when all are busy waits. */
function keepWorkers(size: number) {
  const all = new Set<Worker>();
  const idle: Worker[] = [];
  const waiting: (() => void)[] = [];
  let busy = 0;

  const take = async (): Promise<Worker> => {
    if (busy >= size) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy += 1;
    const ready = idle.pop();
    clearTimeout(ready?.idle);
    if (ready?.isAlive()) return ready;
    const worker = { ...(await openScriptWorker()), scripts: 0 };
    all.add(worker);
    return worker;
  };
  const drop = (worker: Worker) => {
    all.delete(worker);
    if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1);
    return worker.end();
  };
  const giveBack = (worker: Worker) => {
    worker.scripts += 1;
    if (worker.isAlive() && worker.scripts < mostScripts) {
      idle.push(worker);
      worker.idle = setTimeout(() => void drop(worker), idleMs);
    } else void drop(worker);
    const next = waiting.shift();
    if (next) next();
    else busy -= 1;
  };
  const close = () => Promise.all([...all].map((worker) => (clearTimeout(worker.idle), drop(worker))));
  return { take, giveBack, close };
}

async function runOn(worker: ScriptWorker, { code, context, timeoutMs, outputBytes, fetch, signal }: PooledScriptJob): Promise<ScriptEnd> {
  const log: string[] = [];
  const since = performance.now();
  const answer = await worker.ask(
    { type: 'run', code, context, timeoutMs, outputBytes, logBytes, mayFetch: fetch !== undefined },
    { within: timeoutMs + graceMs, signal, onLog: (text) => log.push(text), ...(fetch && { onFetch: fetch }) },
  );
  return { ...outcomeOf(answer), log: log.join('\n'), durationMs: performance.now() - since };
}

function outcomeOf(answer: { type: 'ran'; outcome: WorkerOutcome } | { type: 'prepared' } | Lost): WorkerOutcome | { kind: 'cancelled' } | { kind: 'crashed' } {
  if (answer.type === 'ran') return answer.outcome;
  if (answer.type === 'prepared') return { kind: 'crashed' };
  return { kind: answer.why === 'late' ? 'timed_out' : answer.why };
}
