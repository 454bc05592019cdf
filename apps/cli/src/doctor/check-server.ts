import { readPages } from '@lime/client';
import { createServer } from 'node:net';
import { CliError } from '../cli-error.ts';
import { createClient } from '../client/client.ts';
import { findConnection, type Connection } from '../client/find-connection.ts';
import { broken, fine, warning, type Finding } from './finding.ts';

const startFix = 'Start it with: npm start';

/** Whether a server answers and knows us; and where none does, whether its port is free. */
export async function checkServer(env: Record<string, string | undefined>): Promise<Finding[]> {
  const connection = knownConnection(env);
  if (connection && (await isOurServer(connection.server))) return [fine('server', connection.server), await checkToken(connection)];
  const port = Number(env['LIME_PORT'] || 4310);
  const server = connection && env['LIME_SERVER'] ? broken('server', `${connection.server} does not answer`, 'Start it there, or correct LIME_SERVER.') : warning('server', 'not running', startFix);
  return [server, await checkPort(port)];
}

function knownConnection(env: Record<string, string | undefined>): Connection | null {
  try {
    return findConnection(env);
  } catch (error) {
    if (error instanceof CliError) return null;
    throw error;
  }
}

async function isOurServer(server: string): Promise<boolean> {
  const answer = await fetch(`${server}/healthz`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
  return answer?.ok === true;
}

async function checkToken(connection: Connection): Promise<Finding> {
  try {
    const client = createClient(connection);
    const runners = await readPages((cursor) => client.listRunners({ query: { cursor } }));
    const online = runners.filter((runner) => runner.online).length;
    return online > 0 ? fine('runners', `${online} online`) : warning('runners', 'none online, so runs will wait', 'npm start brings one; elsewhere: npx lime runner --help');
  } catch (error) {
    return broken('sign-in', error instanceof Error ? error.message : String(error), 'Unset LIME_TOKEN to use the token that the server of this clone left in its data folder.');
  }
}

async function checkPort(port: number): Promise<Finding> {
  const free = await new Promise<boolean>((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
  return free ? fine('port', `${port} is free`) : broken('port', `${port} is taken by another program`, 'Stop it, or choose another port with LIME_PORT.');
}
