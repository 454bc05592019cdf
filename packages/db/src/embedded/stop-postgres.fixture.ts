// A program for the tests: starts Postgres, stops it, and has nothing left to do.
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';

const postgres = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '' });
if (postgres.kind === 'failed') throw new Error(postgres.message);
await postgres.stop();
