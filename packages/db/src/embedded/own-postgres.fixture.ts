// A server process for the tests: owns a Postgres, says so in one line of JSON, and never ends by itself.
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';

// A child that outlives this process must not hold the pipe by which its death is noticed.
Bun.spawn(['sleep', '5'], { stdio: ['ignore', 'ignore', 'ignore'] }).unref();
const postgres = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '' });
Bun.spawn(['sleep', '5'], { stdio: ['ignore', 'ignore', 'ignore'] }).unref();
process.stdout.write(`${JSON.stringify(postgres)}\n`);
setInterval(() => {}, 60_000);
