import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { ConnectorView, ProblemBody, RepositoryView, TicketImport, TicketPage } from '@lime/contracts';
import { type EmulatedGithub, emulateGithub } from '@lime/forge/testing';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';

// Many processes; the machine may be busy.
setDefaultTimeout(60_000);

let hub: EmulatedGithub;
let app: TestApp;
let admin: Admin;
let stranger: Admin;
beforeAll(async () => {
  hub = await emulateGithub('http://lime.test/callback', ['shop']);
  app = await openTestApp({ env: { LIME_PRIVATE_HOSTS: '127.0.0.1', GITHUB_URL: hub.url } });
  [admin, stranger] = [await app.addTenant('acme'), await app.addTenant('other')];
});
afterAll(async () => {
  await app.close();
  await hub.close();
});

test('the issues of a connected repository become tickets, once', async () => {
  const connector = ConnectorView.parse(await (await admin.call('POST', '/connectors', { auth: 'token', provider: 'github', url: hub.url, token: hub.token })).json());
  const repository = RepositoryView.parse(await (await admin.call('POST', '/repositories', { connectorId: connector.id, fullName: 'octo/shop' })).json());
  for (let index = 1; index <= 103; index += 1) await hub.ask('POST', '/repos/octo/shop/issues', { title: `Issue ${index}`, body: 'text' });
  const path = `/projects/${admin.projectId}/imports/issues`;
  const done = await ended(TicketImport.parse(await (await admin.call('POST', path, { repositoryId: repository.id })).json()));
  expect(done).toMatchObject({ status: 'succeeded', total: 103, created: 103 });
  expect(await ended(TicketImport.parse(await (await admin.call('POST', path, { repositoryId: repository.id })).json()))).toMatchObject({ created: 0, updated: 103 });
  const page = TicketPage.parse(await (await admin.call('GET', `/tickets?limit=1`)).json());
  expect(page.items.map((card) => card.title)).toEqual(['Issue 103']);
  expect(await problemOf(await admin.call('POST', `/projects/${stranger.projectId}/imports/issues`, { repositoryId: repository.id }))).toEqual([404, 'not_found']);
  expect(await problemOf(await stranger.call('POST', `/projects/${stranger.projectId}/imports/issues`, { repositoryId: repository.id }))).toEqual([422, 'forge_not_found']);
});

async function ended(started: TicketImport): Promise<TicketImport> {
  for (;;) {
    const now = TicketImport.parse(await (await admin.call('GET', `/ticket-imports/${started.id}`)).json());
    if (now.endedAt !== null) return now;
    await Bun.sleep(20);
  }
}

const problemOf = async (answer: Response): Promise<[number, string]> => [answer.status, ProblemBody.parse(await answer.json()).code];
