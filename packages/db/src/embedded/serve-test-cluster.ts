// The Postgres that one `npm test` shares: prints its URL and runs until its standard input ends.
// Its data are thrown away afterwards, so nothing here has to survive a power cut.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'lime-test-cluster-'));
const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '500' };
const postgres = await startEmbeddedPostgres({ dataDir, settings });
if (postgres.kind === 'failed') {
  process.stderr.write(`${postgres.message}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`${postgres.url}\n`);
  // Ctrl-C reaches this process as well, but the tests need the cluster until they have ended.
  process.on('SIGINT', () => {});
  for await (const _chunk of Bun.stdin.stream());
  await postgres.stop();
}
rmSync(dataDir, { recursive: true, force: true });
