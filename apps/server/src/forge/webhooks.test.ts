import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { ConnectorView, pageOf, ProblemBody, RepositoryView, webhooks } from '@lime/contracts';
import { type EmulatedGithub, emulateGithub } from '@lime/forge/testing';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';

// Many processes; the machine may be busy.
setDefaultTimeout(60_000);

let hub: EmulatedGithub;
let app: TestApp;
let admin: Admin;
let repository: RepositoryView;
beforeAll(async () => {
  hub = await emulateGithub('http://lime.test/callback', ['shop']);
  app = await openTestApp({ role: 'api', env: { LIME_PRIVATE_HOSTS: '127.0.0.1' } });
  admin = await app.addTenant('acme');
  const connector = ConnectorView.parse(await (await admin.call('POST', '/connectors', { auth: 'token', provider: 'github', url: hub.url, token: hub.token })).json());
  repository = RepositoryView.parse(await (await admin.call('POST', '/repositories', { connectorId: connector.id, fullName: 'octo/shop' })).json());
});
afterAll(async () => {
  await app.close();
  await hub.close();
});

const create = () => admin.call('POST', `/repositories/${repository.id}/webhooks`);
const list = async () => pageOf(webhooks.view).parse(await (await admin.call('GET', '/webhooks')).json()).items;

test('what the forge refuses is not kept here', async () => {
  hub.answerNext(/\/hooks$/, () => Response.json({ message: 'Validation Failed' }, { status: 422 }));
  const refused = await create();
  expect([refused.status, ProblemBody.parse(await refused.json()).code]).toEqual([409, 'forge_refused']);
  expect(await list()).toEqual([]);
});

test('a webhook is made here and at the forge, which alone is told the secret', async () => {
  const answer = await create();
  expect(answer.status).toBe(201);
  const text = await answer.text();
  const made = webhooks.view.parse(JSON.parse(text));
  const asked = hub.seen.findLast((request) => request.method === 'POST' && request.path.endsWith('/hooks'));
  const { config }: { config: { url: string; secret: string } } = JSON.parse(asked?.body ?? '');
  expect(config.url).toBe(`http://lime.test${made.targetPath}`);
  expect(text).not.toContain(config.secret);
  expect(await list()).toEqual([made]);
  expect(made).toMatchObject({ provider: 'github', name: 'octo/shop', connectorId: repository.connectorId, externalWebhookId: expect.stringMatching(/^\d+$/), status: 'active' });
  // What GitHub signs with it is taken in.
  const signature = new Bun.CryptoHasher('sha256', config.secret).update('{}').digest('hex');
  const delivered = await fetch(`${app.origin}${made.targetPath}`, { method: 'POST', body: '{}', headers: { 'x-github-event': 'ping', 'x-github-delivery': 'd', 'x-hub-signature-256': `sha256=${signature}` } });
  expect(delivered.status).toBe(202);
});
