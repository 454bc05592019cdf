import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, installQueue, migrate, openAnnouncer, openQueue, type Announcer, type Db } from '@lime/db';
import { createLogger } from '@lime/kernel';
import { createRunsContext, folderBlobStore, runJobs, runQueues, startEngine, type RunsContext, type Tool } from '@lime/runs';

export type EngineOptions = {
  databaseUrl: string;
  tempDir: string;
  tools: ReadonlyMap<string, Tool>;
  /** Whether this process moves runs; otherwise it only starts them, and the queue tells another. */
  workers: boolean;
  /** Stands between the engine and its announcer. */
  overhear?: (announcer: Announcer, db: Db) => Announcer;
};

export type OpenEngine = { ctx: RunsContext; stop(): Promise<void> };

/** The engine as the server composes it: queue, sweeper, lease renewer, announcer, group commit. */
export async function openEngine({ databaseUrl, tempDir, tools, workers, overhear = (announcer) => announcer }: EngineOptions): Promise<OpenEngine> {
  await migrate(databaseUrl);
  await installQueue(databaseUrl, runQueues);
  const logger = createLogger({ name: 'bench', level: 'warn' });
  const db = connect({ url: databaseUrl });
  const queue = await openQueue({ url: databaseUrl, logger });
  const announcer = await openAnnouncer({ url: databaseUrl, logger });
  const blobs = folderBlobStore(await mkdtemp(join(tempDir, 'blobs-')));
  const ctx = createRunsContext({ db, queue, announcer: overhear(announcer, db), blobs, logger, tools, workflows: new Map(), readStepEnv: async () => ({ vars: [], problem: null }), readRepositoryAccess: async (_, { url }) => ({ access: null, problem: null, retryable: false, url }), onRunChanged: async () => {} }, { workers });
  if (workers) await queue.work(runJobs(ctx));
  const stopEngine = workers ? startEngine(ctx) : async () => {};
  return {
    ctx,
    stop: async () => {
      await stopEngine();
      await queue.stop();
      await announcer.close();
      await db.close();
    },
  };
}
