import { join } from 'node:path';
import { firstMatch } from '../server/first-match.ts';

/** `url`: answers as fast as it is read. `pacedUrl`: at a model's pace. */
export type Model = { url: string; pacedUrl: string; pid: number; stop(): Promise<void> };

/** Starts the model servers in a process of their own. */
export async function startModel(): Promise<Model> {
  const child = Bun.spawn([process.execPath, join(import.meta.dirname, 'model.ts')], { stdio: ['ignore', 'pipe', 'inherit'], ipc: () => {} });
  const [, url = '', pacedUrl = ''] = await firstMatch(child.stdout, /(http:\S+) (http:\S+)\n/);
  return {
    url, pacedUrl, pid: child.pid,
    stop: async () => {
      child.kill();
      await child.exited;
    },
  };
}
