import { expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { createLogger } from '@lime/kernel';
import { orProblem } from './problem-response.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const codeOf = async (work: () => Promise<Response>) => {
  const said = await orProblem(logger, work);
  return [said.status, ((await said.json()) as { code: string }).code];
};

test.each([
  ['of the database', () => Object.assign(new Error('could not extend file'), { errno: '53100' })],
  ['of this process', () => Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })],
])('a full disk %s is told as what it is', async (_, full) => {
  expect(await codeOf(() => Promise.reject(full()))).toEqual([503, 'disk_full']);
});

test('what nobody has thought of is a fault of the server', async () => {
  expect(await codeOf(() => Promise.reject(new Error('odd')))).toEqual([500, 'internal']);
});

test('a log that cannot be written ends nothing', async () => {
  const onFullDisk = createLogger({ name: 'test', path: '/dev/full' });
  expect(() => writeFileSync('/dev/full', 'x')).toThrow('ENOSPC');
  for (let line = 0; line < 100; line += 1) onFullDisk.info({ line }, 'a line');
  const said = await orProblem(onFullDisk, () => Promise.reject(new Error('odd')));
  expect(said.status).toBe(500);
});
