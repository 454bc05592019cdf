import { afterAll, beforeAll, expect, test } from 'bun:test';
import { openTestApp, type TestApp } from '../testing/open-test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp({ role: 'api', env: { GITHUB_CLIENT_ID: 'id', GITHUB_CLIENT_SECRET: 'secret' } });
});
afterAll(() => app.close());

/** The routes that the product was asked for, in the words in which it was; `/api/v1` stands before them. */
const asked = [
  'GET /auth/github/start', 'GET /auth/github/callback', 'POST /auth/logout', 'GET /me',
  'GET /tenants', 'POST /tenants', 'GET /users', 'POST /users', 'GET /roles', 'POST /users/:id/roles',
  'GET /projects', 'POST /projects', 'GET /projects/:projectId/board', 'POST /projects/:projectId/tickets', 'PATCH /tickets/:ticketId', 'GET /tickets/:ticketId',
  'GET /connectors', 'POST /connectors/github/oauth', 'GET /repositories', 'POST /projects/:projectId/repositories', 'POST /github/webhook', 'POST /webhooks/replay',
  'GET /hooks', 'POST /hooks', 'PATCH /hooks/:id', 'POST /hooks/:id/test',
  'GET /env-var-sets', 'POST /env-var-sets', 'POST /env-var-sets/:id/vars', 'GET /build-pipelines', 'POST /build-pipelines', 'GET /deployment-targets', 'POST /deployment-targets',
  'GET /custom-instructions', 'POST /custom-instructions', 'GET /default-agent-instructions', 'POST /default-agent-instructions', 'GET /default-agent-tools', 'POST /default-agent-tools',
  'GET /project-budgets', 'POST /project-budgets', 'POST /agent-runs', 'GET /agent-runs/:id', 'POST /agent-runs/:id/cancel',
];

test.each(asked)('%s is there', async (route) => {
  const [method = '', path = ''] = route.split(' ');
  const answer = await fetch(`${app.origin}/api/v1${path.replace(/:\w+/g, '1')}`, { method, redirect: 'manual', ...(method !== 'GET' && { headers: { 'content-type': 'application/json' }, body: '{}' }) });
  const text = await answer.text();
  // Where there is nothing, the server says so to whoever asks; what is there asks who it is first, or sends on.
  expect([route, [204, 302, 401].includes(answer.status), text.includes('nothing at this address')]).toEqual([route, true, false]);
});
