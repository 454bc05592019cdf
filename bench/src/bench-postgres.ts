import { SQL } from 'bun';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@lime/db/embedded';

/** The one Postgres of all sides. */
export type BenchPostgres = {
  version: string;
  /** Makes an empty database for one side's turn and returns its URL; the log is flushed before, so that nobody pays for the turn before. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
};

/** Starts the product's own embedded Postgres, with its own durable settings, on an empty data folder. */
export async function startBenchPostgres(tempDir: string): Promise<BenchPostgres> {
  const server = await startEmbeddedPostgres({ dataDir: join(tempDir, 'postgres') });
  if (server.kind === 'failed') throw new Error(`Postgres did not start: ${JSON.stringify(server)}`);
  const sql = new SQL({ url: server.url, max: 1 });
  const [shown]: { server_version: string }[] = await sql`SHOW server_version`;
  return {
    version: shown?.server_version ?? 'unknown',
    createDatabase: async () => {
      const name = `bench_${crypto.randomUUID().replaceAll('-', '')}`;
      await sql.unsafe(`CREATE DATABASE ${name}`);
      await sql`CHECKPOINT`;
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    stop: async () => {
      await sql.close();
      await server.stop();
    },
  };
}
