import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { renameSync } from 'node:fs';
import { ConnectorView, CreatedWebhook, ProblemBody, RepositoryView, RunSummary } from '@lime/contracts';
import { type EmulatedGithub, emulateGithub } from '@lime/forge/testing';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { type PlayedRunner, playRunner } from '../testing/play-runner.ts';
import { atGate, over, runReaches, seen } from '../testing/run-reaches.ts';

setDefaultTimeout(60_000);
let hub: EmulatedGithub;
let app: TestApp;
let admin: Admin;
let runner: PlayedRunner;
let shop: RepositoryView;
let connector: ConnectorView;
let webhook: CreatedWebhook;
let externalId: number;

beforeAll(async () => {
  hub = await emulateGithub('http://lime.test/callback');
  app = await openTestApp({ env: { LIME_PRIVATE_HOSTS: '127.0.0.1', ANTHROPIC_API_KEY: 'a key that nobody asks for' } });
  admin = await app.addTenant('acme');
  runner = await playRunner(app, admin);
  connector = await made(ConnectorView, '/connectors', { auth: 'token', provider: 'github', url: hub.url, token: hub.token });
  shop = await made(RepositoryView, '/repositories', { connectorId: connector.id, fullName: 'octo/shop' });
  await admin.call('POST', `/projects/${admin.projectId}/repositories`, { repositoryId: shop.id });
  webhook = await made(CreatedWebhook, '/webhooks', { provider: 'github', name: 'shop' });
  externalId = ((await hub.ask('GET', '/repos/octo/shop')) as { id: number }).id;
});
afterAll(async () => {
  await app.close();
  await hub.close();
});

async function made<T>(schema: { parse(value: unknown): T }, path: string, body?: unknown): Promise<T> {
  const said = await admin.call('POST', path, body);
  if (!said.ok) throw new Error(`${path}: ${said.status} ${await said.text()}`);
  return schema.parse(await said.json());
}
const nowOf = async () => RepositoryView.parse(await (await admin.call('GET', `/repositories/${shop.id}`)).json());
/** At GitHub it is called otherwise from now on; git knows it by the new name alone. */
async function rename(from: string, to: string): Promise<void> {
  await hub.ask('PATCH', `/repos/octo/${from}`, { name: to });
  renameSync(hub.gitDir(from), hub.gitDir(to));
}
/** The emulator is not asked by id: what it knows of the name is. */
const byId = (name: string) => hub.answerNext(/GET .*\/repositories\/\d+$/, async () => Response.json(await hub.ask('GET', `/repos/octo/${name}`)));
async function tell(event: string, payload: object): Promise<void> {
  const body = JSON.stringify(payload);
  const headers = { 'content-type': 'application/json', 'x-github-event': event, 'x-github-delivery': crypto.randomUUID(), 'x-hub-signature-256': `sha256=${createHmac('sha256', webhook.secret).update(body).digest('hex')}` };
  expect((await fetch(`${app.origin}${webhook.targetPath}`, { method: 'POST', body, headers })).status).toBe(202);
}

test('renamed while people look at the work, a repository is followed by its id, and the approved change goes where it is by now', async () => {
  const main = hub.git('shop', 'rev-parse', 'main');
  const run = await made(RunSummary, '/agent-runs', { title: 'Two, not one', recipe: { name: 'command', options: {} } });
  const step = await runner.next();
  const diff = 'diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-one\n+two\n';
  await runner.succeed(step, { diff, output: { summary: 'It says two now.', baseSha: main, checks: { before: [], after: [] } } });
  const { gates } = await runReaches(app, admin, run.id, atGate);
  await rename('shop', 'store');
  byId('store');
  await tell('repository', { action: 'renamed', repository: { id: externalId, full_name: 'octo/store', private: true } });
  expect(await seen(app, nowOf, ({ fullName }) => fullName === 'octo/store')).toMatchObject({ id: shop.id, cloneUrl: `${hub.url}/octo/store.git`, name: 'store' });
  await made({ parse: (value) => value }, `/gates/${gates[0]?.id}/decision`, { decision: 'approve', sha256: gates[0]?.sha256 });
  const { run: ended } = await runReaches(app, admin, run.id, over);
  expect([ended.status, ended.error]).toEqual(['succeeded', null]);
  expect(hub.git('store', 'show', `al/implement/${run.id}:a.txt`)).toBe('two');
});

test('what comes late by the old name takes nothing back; what any event names otherwise is asked for', async () => {
  byId('store');
  await tell('push', { ref: 'refs/heads/main', before: '0'.repeat(40), after: '1'.repeat(40), repository: { id: externalId, full_name: 'octo/shop', private: true } });
  await tell('repository', { action: 'renamed', repository: { id: externalId, full_name: 'octo/shop', private: true } });
  await seen(app, async () => hub.seen.filter(({ path }) => path.endsWith(`/repositories/${externalId}`)).length, (times) => times >= 2);
  expect((await nowOf()).fullName).toBe('octo/store');
});

test('imported by its new name it is the one that is known; asked for, its name is read anew', async () => {
  await rename('store', 'market');
  const again = await made(RepositoryView, '/repositories', { connectorId: connector.id, fullName: 'octo/market' });
  expect(again).toMatchObject({ id: shop.id, fullName: 'octo/market' });
  expect(ProblemBody.parse(await (await admin.call('POST', '/repositories', { connectorId: connector.id, fullName: 'octo/market' })).json()).code).toBe('repository_taken');
  await rename('market', 'shop');
  byId('shop');
  expect(await made(RepositoryView, `/repositories/${shop.id}/refresh`)).toMatchObject({ fullName: 'octo/shop', cloneUrl: `${hub.url}/octo/shop.git` });
});

test('renamed while its work is queued, a repository is cloned from where it is when a runner takes the work up', async () => {
  const run = await made(RunSummary, '/agent-runs', { title: 'Queued', recipe: { name: 'command', options: {} } });
  await runReaches(app, admin, run.id, ({ run: { waitingOn } }) => waitingOn === 'runner');
  await rename('shop', 'kiosk');
  byId('kiosk');
  await made(RepositoryView, `/repositories/${shop.id}/refresh`);
  const step = await runner.next();
  expect([step.work.repository, step.repositoryAccess]).toMatchObject([{ url: `${hub.url}/octo/kiosk.git`, repositoryId: shop.id }, { access: { password: hub.token }, problem: null }]);
  await runner.fail(step, 'agent_failed');
  await rename('kiosk', 'shop');
  byId('shop');
  await made(RepositoryView, `/repositories/${shop.id}/refresh`);
});

test('given to another account at the forge, a repository goes on as the same one with a connector of that account, also for what is queued', async () => {
  const run = await made(RunSummary, '/agent-runs', { title: 'Handed over', recipe: { name: 'command', options: {} } });
  await runReaches(app, admin, run.id, ({ run: { waitingOn } }) => waitingOn === 'runner');
  const asItIs = (await hub.ask('GET', '/repos/octo/shop')) as { owner: object };
  hub.answerNext(/GET .*\/user$/, () => Response.json({ login: 'mona' }));
  const ofMona = await made(ConnectorView, '/connectors', { auth: 'token', provider: 'github', url: hub.url, token: 'gho_monas_token' });
  expect(ofMona).toMatchObject({ account: 'mona', name: expect.stringContaining('mona') });
  hub.answerNext(/GET .*\/repositories\/\d+$/, () => Response.json({ message: 'Not Found' }, { status: 404 }));
  expect((await admin.call('POST', `/repositories/${shop.id}/refresh`)).status).toBe(422);
  hub.answerNext(/GET .*\/repos\/mona\/shop$/, () => Response.json({ ...asItIs, full_name: 'mona/shop', owner: { ...asItIs.owner, login: 'mona' }, clone_url: `${hub.url}/mona/shop.git` }));
  const moved = await made(RepositoryView, '/repositories', { connectorId: ofMona.id, fullName: 'mona/shop' });
  expect(moved).toMatchObject({ id: shop.id, connectorId: ofMona.id, fullName: 'mona/shop' });
  const step = await runner.next();
  expect([step.work.repository.url, step.repositoryAccess]).toMatchObject([`${hub.url}/mona/shop.git`, { access: { password: 'gho_monas_token' }, problem: null }]);
  await runner.fail(step, 'agent_failed');
  const back = await made(RepositoryView, '/repositories', { connectorId: connector.id, fullName: 'octo/shop' });
  expect(back).toMatchObject({ id: shop.id, connectorId: connector.id, fullName: 'octo/shop' });
});

test('given to somebody on another server, it is not followed there with the credential', async () => {
  const asItIs = (await hub.ask('GET', '/repos/octo/shop')) as object;
  hub.answerNext(/GET .*\/repositories\/\d+$/, () => Response.json({ ...asItIs, full_name: 'mallory/shop', clone_url: 'https://attacker.example/mallory/shop.git' }));
  const said = await admin.call('POST', `/repositories/${shop.id}/refresh`);
  expect([said.status, ProblemBody.parse(await said.json()).code, (await nowOf()).fullName]).toEqual([409, 'forge_refused', 'octo/shop']);
});
