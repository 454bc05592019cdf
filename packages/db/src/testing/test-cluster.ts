import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../embedded/index.ts';

let started: Promise<string> | null = null;

/**
 * The Postgres cluster that tests share: the one that `npm test` started (LIME_TEST_DATABASE_URL),
 * or, for a single file run by hand, one of this process that ends with it.
 */
export function testCluster(): Promise<string> {
  const shared = process.env['LIME_TEST_DATABASE_URL'];
  if (shared) return Promise.resolve(shared);
  started ??= startOwnCluster();
  return started;
}

async function startOwnCluster(): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lime-test-pg-'));
  const postgres = await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off', synchronous_commit: 'off' } });
  if (postgres.kind === 'failed') throw new Error(postgres.message);
  process.on('beforeExit', () => void postgres.stop().then(() => rmSync(dataDir, { recursive: true, force: true })));
  return postgres.url;
}
