import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { ConnectorView, CreatedWebhook, DeliveryView, pageOf, PullRequestView, RepositoryView, RotatedWebhookSecret, RunSummary } from '@lime/contracts';
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
let webhook: CreatedWebhook;
let hubId: number;

beforeAll(async () => {
  hub = await emulateGithub('http://lime.test/callback');
  app = await openTestApp({ env: { LIME_PRIVATE_HOSTS: '127.0.0.1', ANTHROPIC_API_KEY: 'a key that nobody asks for' } });
  admin = await app.addTenant('acme');
  runner = await playRunner(app, admin);
  const connector = await made(ConnectorView, '/connectors', { auth: 'token', provider: 'github', url: hub.url, token: hub.token });
  shop = await made(RepositoryView, '/repositories', { connectorId: connector.id, fullName: 'octo/shop' });
  await admin.call('POST', `/projects/${admin.projectId}/repositories`, { repositoryId: shop.id });
  await admin.call('PATCH', `/projects/${admin.projectId}`, { merge: 'pull_request' });
  webhook = await made(CreatedWebhook, '/webhooks', { provider: 'github', name: 'shop' });
  hubId = ((await hub.ask('GET', '/repos/octo/shop')) as { id: number }).id;
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
const pulls = async (query: string) => pageOf(PullRequestView).parse(await (await admin.call('GET', `/pull-requests?${query}`)).json()).items;
const anything = { parse: (value: unknown) => value };

/** A run whose change people have said yes to; `before` is called while they look at it. */
async function approved(text: string, before: () => Promise<void> | void = () => {}): Promise<RunSummary> {
  const main = hub.git('shop', 'rev-parse', 'main');
  const run = await made(RunSummary, '/agent-runs', { title: `It says ${text}`, recipe: { name: 'command', options: {} } });
  const step = await runner.next();
  const diff = `diff --git a/${text}.txt b/${text}.txt\nnew file mode 100644\n--- /dev/null\n+++ b/${text}.txt\n@@ -0,0 +1 @@\n+${text}\n`;
  await runner.succeed(step, { diff, output: { summary: 'S', baseSha: main, checks: { before: [], after: [] } } });
  const { gates } = await runReaches(app, admin, run.id, atGate);
  await before();
  await made(anything, `/gates/${gates[0]?.id}/decision`, { decision: 'approve', sha256: gates[0]?.sha256 });
  return run;
}
/** Ahead of what the forge itself has told so far. */
let clock = Date.now() + 3_600_000;
async function tell(action: string, pull: PullRequestView, { secret = webhook.secret, ...more }: { secret?: string; head?: object; state?: string } = {}): Promise<Response> {
  const updated_at = new Date((clock += 60_000)).toISOString();
  const user = { login: 'octo', type: 'User' };
  const told = { number: pull.number, title: pull.title, html_url: pull.url, state: 'open', merged: false, draft: false, user, author_association: 'OWNER', updated_at, head: { ref: pull.headRef, sha: pull.headSha }, base: { ref: pull.baseRef, sha: '0'.repeat(40) }, merged_at: null, ...more };
  const body = JSON.stringify({ action, number: pull.number, pull_request: told, repository: { id: hubId, full_name: 'octo/shop', private: true }, sender: user });
  const headers = { 'content-type': 'application/json', 'x-github-event': 'pull_request', 'x-github-delivery': crypto.randomUUID(), 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` };
  return fetch(`${app.origin}${webhook.targetPath}`, { method: 'POST', body, headers });
}
const pullReaches = (id: string, is: (pull: PullRequestView) => boolean) => seen(app, async () => (await pulls('limit=200')).find((one) => one.id === id), (pull) => pull !== undefined && is(pull));

test('closed by hand and opened again, moved by force: the pull request is as the forge says, and its checks are those of its head', async () => {
  const run = await approved('two');
  await runReaches(app, admin, run.id, over);
  const [pull] = await pulls(`runId=${run.id}`);
  if (!pull) throw new Error('there is no pull request');
  await tell('closed', pull, { state: 'closed' });
  expect(await pullReaches(pull.id, ({ state }) => state === 'closed')).toMatchObject({ mergedAt: null });
  await tell('reopened', pull);
  await pullReaches(pull.id, ({ state }) => state === 'open');
  const forced = 'f'.repeat(40);
  await tell('synchronize', pull, { head: { ref: pull.headRef, sha: forced } });
  expect(await pullReaches(pull.id, ({ headSha }) => headSha === forced)).toMatchObject({ checksState: 'none', state: 'open' });
  // What was looked at is not there any more: it is not merged, whatever people asked for before they saw that.
  const said = await admin.call('POST', `/pull-requests/${pull.id}/merge`, { method: 'squash', headSha: pull.headSha });
  expect([said.status, ((await said.json()) as { code: string }).code]).toEqual([409, 'head_changed']);
});

test('a merge that the branch protection refuses ends with what the forge said, and can be asked for again', async () => {
  const run = await approved('three');
  await runReaches(app, admin, run.id, over);
  const [pull] = await pulls(`runId=${run.id}`);
  if (!pull) throw new Error('there is no pull request');
  hub.answerNext(/PUT .*\/merge$/, () => Response.json({ message: 'At least 1 approving review is required by reviewers with write access.' }, { status: 405 }));
  const refused = await runReaches(app, admin, (await made(RunSummary, `/pull-requests/${pull.id}/merge`, { method: 'squash' })).id, over);
  expect([refused.run.status, refused.run.error?.code, refused.run.error?.message]).toEqual(['failed', 'forge_conflict', expect.stringContaining('approving review is required')]);
  const merged = await runReaches(app, admin, (await made(RunSummary, `/pull-requests/${pull.id}/merge`, { method: 'squash' })).id, over);
  expect([merged.run.status, (await pulls(`runId=${run.id}`))[0]?.state]).toEqual(['succeeded', 'merged']);
});

test('the branch that the work was done on is deleted while people look: the run says so and pushes nothing', async () => {
  const main = hub.git('shop', 'rev-parse', 'main');
  hub.git('shop', 'update-ref', 'refs/heads/side', main);
  const run = await made(RunSummary, '/agent-runs', { title: 'On the side', repository: { repositoryId: shop.id, ref: 'side' }, recipe: { name: 'command', options: {} } });
  const step = await runner.next();
  await runner.succeed(step, { diff: 'diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-one\n+side\n', output: { summary: 'S', baseSha: main, checks: { before: [], after: [] } } });
  const { gates } = await runReaches(app, admin, run.id, atGate);
  hub.git('shop', 'update-ref', '-d', 'refs/heads/side');
  await made(anything, `/gates/${gates[0]?.id}/decision`, { decision: 'approve', sha256: gates[0]?.sha256 });
  const { run: ended } = await runReaches(app, admin, run.id, over);
  expect([ended.status, ended.error?.code, ended.error?.message]).toEqual(['failed', 'unknown_ref', expect.stringContaining('side')]);
});

test('a webhook whose secret was rotated is heard by the old one for a day and by the new one; by a guessed one never', async () => {
  const run = await approved('four');
  await runReaches(app, admin, run.id, over);
  const [pull] = await pulls(`runId=${run.id}`);
  if (!pull) throw new Error('there is no pull request');
  const { secret } = await made(RotatedWebhookSecret, `/webhooks/${webhook.id}/secret`);
  expect((await tell('closed', pull, { state: 'closed' })).status).toBe(202);
  await pullReaches(pull.id, ({ state }) => state === 'closed');
  expect([(await tell('reopened', pull, { secret })).status, (await tell('closed', pull, { secret: 'guessed' })).status]).toEqual([202, 401]);
  await pullReaches(pull.id, ({ state }) => state === 'open');
  expect(pageOf(DeliveryView).parse(await (await admin.call('GET', '/webhook-deliveries?limit=200')).json()).items.some(({ state }) => state === 'failed')).toBe(false);
});

test('a forge that is away for as long as it takes is waited for: the run says what it waits for, and goes on by itself', async () => {
  const down = () => new Response('', { status: 503 });
  const run = await approved('five', () => {
    for (let time = 0; time < 6; time += 1) hub.answerNext(/\/pulls$/, down);
  });
  const waiting = await runReaches(app, admin, run.id, ({ run: now }) => now.waitingOn === 'retry' || over({ run: now } as never));
  expect(waiting.run).toMatchObject({ status: 'waiting', waitingOn: 'retry' });
  const ended = await runReaches(app, admin, run.id, over);
  expect([ended.run.status, (await pulls(`runId=${run.id}`)).length]).toEqual(['succeeded', 1]);
});
