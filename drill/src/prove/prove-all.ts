import type { Client } from '../client.ts';
import type { SupervisedServer } from '../supervised-server.ts';
import { proveBudgetWhole } from './budget-whole.ts';
import { proveEffectsOnce } from './effects-once.ts';
import { type Evidence, openDatabase, type Proof } from './evidence.ts';
import { proveEventsWhole } from './events-whole.ts';
import { proveNoProcesses, proveNoWorkspaces } from './nothing-left.ts';
import { proveRowsAtRest } from './rows-at-rest.ts';
import { proveRunsEnded } from './runs-ended.ts';

export type Scene = { server: SupervisedServer; client: Client; folder: string; marker: string };

/**
 * Looks at everything from the outside. The server is stopped and started once more first, as an
 * operator would: what kills have left behind is cleared up at a start. In the end it is stopped.
 */
export async function proveAll(seen: Omit<Evidence, 'sql'>, scene: Scene): Promise<Proof[]> {
  const { server, client } = scene;
  const stopped = await proveStops(() => server.restart());
  await client.get('/me');
  const proofs = [stopped, await proveNoWorkspaces(server.dataDir)];
  const sql = openDatabase(server.dataDir);
  try {
    const evidence: Evidence = { ...seen, sql };
    for (const prove of [proveRunsEnded, proveEffectsOnce, proveEventsWhole, proveBudgetWhole, proveRowsAtRest]) proofs.push(await prove(evidence));
  } finally {
    await sql.close();
  }
  await server.stop();
  return [...proofs, await proveNoProcesses(scene.marker, scene.folder)];
}

async function proveStops(restart: () => Promise<number | null>): Promise<Proof> {
  const code = await restart();
  return { claim: 'SIGTERM stops the server cleanly', seen: `exit code ${code}`, violations: code === 0 ? [] : [`the server ended with ${code}`] };
}
