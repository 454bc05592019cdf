import { join } from 'node:path';
import { DATABASE_URL, TEMP_DIR, type Answer, type Load, type Request, type WorkflowResult } from './protocol.ts';

export type Runtime = 'node' | 'bun';

export type Adapter = {
  measure(load: Load): Promise<WorkflowResult>;
  /** Ends the process; resolves when it is gone. */
  stop(): Promise<void>;
};

/** How long a side may take to shut down before it is killed, in milliseconds. */
const STOP_MS = 15_000;

const EXECUTABLES: Record<Runtime, string> = {
  node: join(import.meta.dirname, '../../../node_modules/node/bin/node'),
  bun: process.execPath,
};

type Options = { name: string; file: string; runtime: Runtime; databaseUrl: string; tempDir: string };

/** Starts one side in a process of its own and waits until its engine is up. Throws when it dies. */
export async function startAdapter({ name, file, runtime, databaseUrl, tempDir }: Options): Promise<Adapter> {
  const waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void }[] = [];
  const child = Bun.spawn([EXECUTABLES[runtime], file], {
    env: { ...process.env, NODE_ENV: 'production', NODE_NO_WARNINGS: '1', [DATABASE_URL]: databaseUrl, [TEMP_DIR]: tempDir },
    stdio: ['ignore', 'ignore', 'inherit'],
    serialization: 'json',
    ipc: (answer: Answer) => waiting.shift()?.resolve(answer),
    onExit: (_child, code) => {
      for (const { reject } of waiting.splice(0)) reject(new Error(`${name} ended with exit code ${code}`));
    },
  });
  const nextAnswer = () => new Promise<Answer>((resolve, reject) => void waiting.push({ resolve, reject }));
  const send = (request: Request) => void child.send(request);
  await nextAnswer();
  return {
    measure: async (load) => {
      const answered = nextAnswer();
      send({ kind: 'measure', load });
      const answer = await answered;
      if (answer.kind !== 'measured') throw new Error(`${name}: ${answer.kind === 'failed' ? answer.reason : 'answered out of turn'}`);
      return answer.result;
    },
    stop: async () => {
      send({ kind: 'stop' });
      const killing = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await child.exited;
      clearTimeout(killing);
    },
  };
}
