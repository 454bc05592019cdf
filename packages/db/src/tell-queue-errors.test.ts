import { afterAll, expect, test } from 'bun:test';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@lime/kernel';
import { tellQueueErrors } from './tell-queue-errors.ts';

const dir = await mkdtemp(join(tmpdir(), 'lime-queue-errors-'));
afterAll(() => rm(dir, { recursive: true, force: true }));
const logTo = (name: string) => {
  const path = join(dir, name);
  return { logger: createLogger({ name: 'test', path }), lines: async () => (await readFile(path, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '').map((line): unknown => JSON.parse(line)) };
};

test('an error that pg-boss tells of as a plain object is logged by its message, stack and queue, without secrets', async () => {
  const { logger, lines } = logTo('plain');
  tellQueueErrors(logger)({ code: '42P01', message: 'cannot reach postgres://a:hunter2@db/x', stack: 'Error: at work', queue: 'things', worker: 'w' });
  tellQueueErrors(logger)(new Error('whole'));
  tellQueueErrors(logger)('a text');
  const logged = await lines();
  expect(logged).toMatchObject([{ err: { message: expect.stringContaining('cannot reach'), stack: 'Error: at work' }, queue: 'things', msg: 'queue error' }, { err: { message: 'whole' } }, { err: { message: 'a text' } }]);
  expect(JSON.stringify(logged)).not.toContain('hunter2');
});

test('equal errors are logged once a minute, others at once', async () => {
  const { logger, lines } = logTo('equal');
  let at = 0;
  const tell = tellQueueErrors(logger, () => at);
  for (const [ms, message] of [[0, 'a'], [1, 'a'], [2, 'b'], [59_999, 'a'], [60_000, 'a'], [60_001, 'a']] as const) {
    at = ms;
    tell({ message: `${message} (Worker: ${crypto.randomUUID()})`, queue: 'things' });
  }
  expect(await lines()).toMatchObject([{ err: { message: expect.stringMatching(/^a/) } }, { err: { message: expect.stringMatching(/^b/) } }, { err: { message: expect.stringMatching(/^a/) }, equalSince: 2 }]);
});
