import { RunSummary } from '@lime/contracts';
import type { Server } from './start-server.ts';

/** Starts the shortest run that the API offers, one agent step and the end; returns its id. A played runner never fetches the repository. */
export async function startLook(server: Server, title: string): Promise<string> {
  const run = await server.api(RunSummary, 'POST', '/agent-runs', {
    title, mode: 'review', repository: { url: 'https://git.example.org/none.git' }, recipe: { name: 'command', options: {} },
  });
  return run.id;
}
