import { join } from 'node:path';
import { firstMatch } from '../server/first-match.ts';

/** Starts the model server in a process of its own. */
export async function startModel(): Promise<{ url: string; stop(): Promise<void> }> {
  const child = Bun.spawn([process.execPath, join(import.meta.dirname, 'model.ts')], { stdio: ['ignore', 'pipe', 'inherit'], ipc: () => {} });
  const [, url = ''] = await firstMatch(child.stdout, /(http:\S+)\n/);
  return {
    url,
    stop: async () => {
      child.kill();
      await child.exited;
    },
  };
}
