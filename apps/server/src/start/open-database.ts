import { join } from 'node:path';
import { installQueue, migrate } from '@lime/db';
import { startEmbeddedPostgres } from '@lime/db/embedded';
import type { Logger } from '@lime/kernel';
import type { Config } from '../config.ts';
import { queues } from './queues.ts';

export type OpenDatabase = { kind: 'open'; url: string; stop(): Promise<void> } | { kind: 'failed'; message: string };

/** Starts the embedded Postgres (or takes DATABASE_URL's), and brings it to this version. */
export async function openDatabase(config: Config, logger: Logger): Promise<OpenDatabase> {
  const server = config.databaseUrl === null ? await startOwn(config, logger) : { kind: 'open' as const, url: config.databaseUrl, stop: async () => {} };
  if (server.kind === 'failed') return server;
  const problem = await bringUpToDate(server.url);
  if (problem === null) return server;
  await server.stop();
  return { kind: 'failed', message: problem };
}

async function startOwn(config: Config, logger: Logger): Promise<OpenDatabase> {
  const postgres = await startEmbeddedPostgres({ dataDir: join(config.dataDir, 'postgres'), log: (line) => logger.debug({ line }, 'postgres') });
  return postgres.kind === 'failed' ? { kind: 'failed', message: postgres.message } : { kind: 'open', url: postgres.url, stop: () => postgres.stop() };
}

async function bringUpToDate(url: string): Promise<string | null> {
  try {
    const outcome = await migrate(url);
    if (outcome.kind === 'newer') return `The database was written by a newer Assembly Lime (it has ${outcome.unknown.join(', ')}). Update this copy, or use another database.`;
    if (outcome.kind === 'not_permitted') return outcome.message;
    await installQueue(url, queues);
    return null;
  } catch (error) {
    return `The database cannot be used: ${error instanceof Error ? error.message : String(error)}. Check that DATABASE_URL is right and that Postgres (15 or newer) runs.`;
  }
}
