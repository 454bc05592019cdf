import { expect, test } from 'bun:test';
import { readConfig } from './config.ts';

const config = (env: Record<string, string>) => {
  const outcome = readConfig(env);
  return outcome.kind === 'ok' ? outcome.config : null;
};

test('sign-in with GitHub is off until its app is named; the API of a GitHub of an organisation is below its pages', () => {
  expect(config({})?.github).toBeNull();
  const app = { GITHUB_CLIENT_ID: 'id', GITHUB_CLIENT_SECRET: 'secret' };
  expect(config(app)?.github).toEqual({ clientId: 'id', clientSecret: 'secret', url: 'https://github.com', apiUrl: 'https://api.github.com' });
  expect(config({ ...app, GITHUB_URL: 'https://github.example.org/' })?.github).toMatchObject({ url: 'https://github.example.org', apiUrl: 'https://github.example.org/api/v3' });
});

test('what is kept for how long is as usual where nobody says otherwise', () => {
  expect(config({ LIME_KEEP_DAYS: 'pipelineRuns=90, deployments=3650' })?.keep).toEqual({ deliveries: 14, hookRuns: 30, pipelineRuns: 90, deployments: 3650 });
});

test.each([
  [{ GITHUB_CLIENT_ID: 'id' }, 'belong together'],
  [{ GITHUB_CLIENT_SECRET: 'secret' }, 'belong together'],
  [{ GITHUB_URL: 'github.com' }, 'GITHUB_URL must be'],
  [{ LIME_SIGN_UP: 'closed' }, 'LIME_SIGN_UP must be open or invited'],
  [{ LIME_KEY_RATE: '0' }, 'LIME_KEY_RATE'],
  [{ LIME_KEEP_DAYS: 'runs=3' }, 'LIME_KEEP_DAYS must be days by kind'],
  [{ LIME_KEEP_DAYS: 'hookRuns=soon' }, 'LIME_KEEP_DAYS'],
  [{ LIME_CACHE_GB: 'all' }, 'LIME_CACHE_GB must be a number of gigabytes'],
  [{ LIME_PROXY_HOPS: 'one' }, 'LIME_PROXY_HOPS must be a number of proxies'],
])('a wrong setting is named: %p', (env, says) => {
  expect(readConfig(env)).toMatchObject({ kind: 'wrong', message: expect.stringContaining(says) });
});
