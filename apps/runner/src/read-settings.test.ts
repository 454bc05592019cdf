import { expect, test } from 'bun:test';
import { readSettings } from './read-settings.ts';

const token = { LIME_RUNNER_TOKEN: 't' };

test('arguments win over the environment, which wins over the defaults', () => {
  const env = { ...token, LIME_SERVER: 'https://a.example/', LIME_RUNNER_LABELS: 'x, y', LIME_RUNNER_CAPACITY: '3' };
  expect(readSettings(['--capacity', '7', '--name', 'box'], env)).toMatchObject({ kind: 'ok', settings: { server: 'https://a.example', labels: ['x', 'y'], capacity: 7, name: 'box', graceSeconds: 5 } });
});

test.each([
  [[], {}, 'token is missing'],
  [['--server', 'ftp://x'], token, 'server must be an http'],
  [['--capacity', '0'], token, 'capacity'],
  [['--capacity', 'many'], token, 'capacity'],
  [['--colour', 'red'], token, '--colour'],
])('%p is refused with what to change', (args, env, says) => {
  expect(readSettings(args, env)).toMatchObject({ kind: 'wrong', message: expect.stringContaining(says) });
});
