// The server as it is, with a database in the Postgres that the tests share in place of one of its own: to make a cluster
// and to migrate it takes longer than most of what is tested. The data folder keeps its database over restarts.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestDatabase } from '@lime/db/testing';
import { queues } from '../start/queues.ts';

const dataDir = process.env['LIME_DATA'];
if (process.env['LIME_TEST_DATABASE_URL'] && dataDir) process.env['DATABASE_URL'] = await databaseOf(dataDir);
await import('../main.ts');

/** It goes with the cluster: who kills a server has no time to drop it. */
async function databaseOf(folder: string): Promise<string> {
  const note = join(folder, 'test-database');
  const noted = await readFile(note, 'utf8').catch(() => null);
  if (noted !== null) return noted;
  const { url, db } = await createTestDatabase(queues);
  await db.close();
  await mkdir(folder, { recursive: true });
  await writeFile(note, url);
  return url;
}
