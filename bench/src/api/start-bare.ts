import { join } from 'node:path';
import type { ApiSide } from './api-side.ts';

/** Starts the bare server in a process of its own. */
export async function startBare(databaseUrl: string): Promise<ApiSide> {
  const child = Bun.spawn([process.execPath, join(import.meta.dirname, 'bare-server.ts'), databaseUrl], { stdio: ['ignore', 'pipe', 'inherit'] });
  const first = await child.stdout.getReader().read();
  if (first.value === undefined) throw new Error(`the bare server ended with exit code ${await child.exited}`);
  return {
    url: new TextDecoder().decode(first.value).trim(),
    headers: {},
    projectIds: Array.from({ length: 32 }, (_, index) => String(index + 1)),
    insertPaths: ['tickets', 'numbered-tickets'],
    stop: async () => {
      child.kill();
      await child.exited;
    },
  };
}
