import { expect, test } from 'bun:test';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newToken } from './ids.ts';
import { createLogger } from './logger.ts';

test('no secret reaches the log: not by its key, not within a message of an error, not in a stack', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lime-log-'));
  const path = join(folder, 'deep', 'log');
  const logger = createLogger({ name: 'test', path });
  const token = newToken('session');
  logger.info({ token: 'hunter2', request: { headers: { authorization: 'hunter2', cookie: 'hunter2' } }, databaseUrl: 'hunter2' }, 'said');
  logger.error({ err: new Error(`no answer from postgres://lime:hunter2@db/lime for ${token}`) }, 'failed');
  const text = await readFile(path, 'utf8');
  expect(text).toContain('"msg":"said"');
  expect([text.includes('hunter2'), text.includes(token)]).toEqual([false, false]);
  await rm(folder, { recursive: true });
});
