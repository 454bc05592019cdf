import { join } from 'node:path';

/** Said by a worker: the step of run `number` began at `at` of the shared clock. */
export type Marked = { number: number; at: number };

/** Starts the worker process and waits until it works. */
export async function startWorker(databaseUrl: string, tempDir: string, onMark: (marked: Marked) => void): Promise<{ stop(): Promise<void> }> {
  const ready = Promise.withResolvers<void>();
  const child = Bun.spawn([process.execPath, join(import.meta.dirname, 'worker.ts'), databaseUrl, tempDir], {
    stdio: ['ignore', 'ignore', 'inherit'],
    serialization: 'json',
    ipc: (message: Marked | 'ready') => (message === 'ready' ? ready.resolve() : onMark(message)),
    onExit: (_child, code) => ready.reject(new Error(`the worker ended with exit code ${code}`)),
  });
  await ready.promise;
  return {
    stop: async () => {
      child.disconnect();
      await child.exited;
    },
  };
}
