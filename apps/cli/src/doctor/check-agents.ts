import { readPages } from '@lime/client';
import type { ModelAvailability, RunnerView } from '@lime/contracts';
import { CliError } from '../cli-error.ts';
import { createClient } from '../client/client.ts';
import { findConnection } from '../client/find-connection.ts';
import { listProviders, providersFolder } from '../client/provider-program.ts';
import { printableLine } from '../terminal/printable.ts';
import { fine, warning, type Finding } from './finding.ts';

type Server = { runners: RunnerView[]; models: ModelAvailability[] };

/** For each provider of language models: whether it is installed here, which runners have it, and whether the server has a model for it. */
export async function checkAgents(env: Record<string, string | undefined>): Promise<Finding[]> {
  const [providers, server] = await Promise.all([listProviders(providersFolder(env)), askServer(env)]);
  return providers.map(({ name, installed }) => describeAgent(name, installed, server));
}

/** Null when no server answers, which another check tells. */
async function askServer(env: Record<string, string | undefined>): Promise<Server | null> {
  try {
    const client = createClient(findConnection(env));
    const [runners, { items: models }] = await Promise.all([readPages((cursor) => client.listRunners({ query: { cursor } })), client.listModels()]);
    return { runners, models };
  } catch (error) {
    if (error instanceof CliError) return null;
    throw error;
  }
}

function describeAgent(name: string, installed: boolean, server: Server | null): Finding {
  const on = (server?.runners ?? []).filter((runner) => runner.online && runner.providers.some((provider) => provider === name)).map((runner) => printableLine(runner.name));
  const here = installed ? 'installed here' : 'not installed here';
  const where = server === null ? here : `${here}, ${on.length === 0 ? 'on no runner that is online' : `on ${on.join(', ')}`}`;
  if (!installed && on.length === 0) return fine(name, `${where}; to have it: npx lime provider add ${name}`);
  if (server === null) return fine(name, `${where}; whether it has a model is seen once the server runs`);
  const model = server.models.find((candidate) => candidate.provider === name);
  if (!model || model.missing !== null) return warning(name, `${where}; no model`, model?.missing ?? 'The server does not know this provider: bring both to the same version.');
  return fine(name, `${where}; model: ${model.model ?? 'as the run says'}`);
}
