// The Postgres that one `npm test` shares: prints its URL and runs until its standard input ends.
// Its data are thrown away afterwards, so nothing here has to survive a power cut.
import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';

const dataDir = mkdtempSync(join(isRoomy('/dev/shm') ? '/dev/shm' : tmpdir(), 'lime-test-cluster-'));
const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '500', max_wal_size: '256MB' };
const postgres = await startEmbeddedPostgres({ dataDir, settings });
if (postgres.kind === 'failed') {
  process.stderr.write(`${postgres.message}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`${postgres.url}\n`);
  // Ctrl-C and the like reach this process as well, but the tests need the cluster until they have ended.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  for await (const _chunk of Bun.stdin.stream());
  await postgres.stop();
}
rmSync(dataDir, { recursive: true, force: true });

/** In memory a database of 800 files is made in 20 ms; all that the tests make together takes less than 2 GB. */
function isRoomy(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > 4 * 1024 ** 3;
}
